/** BCP 47 to the three letters of ISO 639-2 that MP4 can hold; `und` where it is not known. */
export function languageCode(language: string | undefined): string {
  const primary = language?.toLowerCase().split('-')[0] ?? '';
  return /^[a-z]{3}$/.test(primary) ? primary : (THREE_LETTERS[primary] ?? 'und');
}

const THREE_LETTERS: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(
    (
      'af afr am amh ar ara az aze be bel bg bul bn ben bs bos ca cat cs ces cy cym da dan de deu el ell en eng eo epo es spa ' +
      'et est eu eus fa fas fi fin fr fra ga gle gd gla gl glg gu guj he heb hi hin hr hrv hu hun hy hye id ind is isl it ita ' +
      'ja jpn ka kat kk kaz km khm kn kan ko kor ky kir la lat lb ltz lt lit lv lav mk mkd ml mal mn mon mr mar ms msa mt mlt ' +
      'my mya nb nob ne nep nl nld nn nno no nor pa pan pl pol ps pus pt por ro ron ru rus si sin sk slk sl slv sq sqi sr srp ' +
      'sv swe sw swa ta tam te tel th tha tr tur tt tat uk ukr ur urd uz uzb vi vie yi yid yo yor zh zho zu zul'
    ).matchAll(/(\w\w) (\w{3})/g),
    ([, two = '', three = '']) => [two, three],
  ),
);
