import type { Phrasebook } from '../phrasebook.ts';

export const german: Phrasebook = {
  subtitle: 'Ein erster Blick, mit den richtigen Fragen',
  subtitleFor: 'Ein erster Blick, für {audience}',
  greeting: {
    warm: 'Hallo und willkommen. Nehmen wir uns eine Minute für ein Thema: {title}.',
    plain: 'Dieser Film wirft einen ersten Blick auf ein Thema: {title}.',
  },
  goal: 'Was er erreichen will: {goal}.',
  scenes: {
    how: [
      {
        heading: 'Drei Fragen als Faden',
        items: ['Was geht hinein?', 'Was geschieht unterwegs?', 'Was kommt heraus?'],
        told: 'Drei Fragen führen durch das Thema. Was geht hinein? Was geschieht unterwegs? Und was kommt am Ende heraus?',
      },
      {
        heading: 'Mit dem Sichtbaren beginnen',
        told: 'Am besten beginnt man mit dem, was jeder sehen kann. Erst beschreiben, dann erklären: Eine gute Beschreibung ist die halbe Antwort.',
      },
      {
        heading: 'Schritt für Schritt',
        items: [
          'Den ersten Schritt benennen',
          'Fragen, was den nächsten auslöst',
          'Anhalten, wo es unsicher wird',
        ],
        told: 'Dann geht es Schritt für Schritt. Den ersten Schritt benennen. Fragen, was den nächsten auslöst. Und anhalten, wo es unsicher wird: Dort lohnt sich das Nachschlagen.',
      },
      {
        heading: 'In einem Satz',
        told: 'Zum Schluss sollte alles in einen einzigen Satz passen. Hält der Satz, ist die Sache verstanden.',
      },
    ],
    howto: [
      {
        heading: 'Bevor es losgeht',
        items: ['Das Ziel kennen', 'Alles bereitlegen', 'Zeit einplanen'],
        told: 'Bevor es losgeht: das Ziel kennen, alles bereitlegen und etwas mehr Zeit einplanen als gedacht.',
      },
      {
        heading: 'Der erste kleine Schritt',
        told: 'Der Anfang ist der kleinste Schritt, der sich fertigstellen und prüfen lässt. Er zeigt, wie der Rest gehen wird.',
      },
      {
        heading: 'Unterwegs prüfen',
        items: ['Hinsehen', 'Mit dem Ziel vergleichen', 'Gleich verbessern'],
        told: 'Unterwegs wird geprüft: hinsehen, mit dem Ziel vergleichen und Fehler gleich verbessern, solange sie klein sind.',
      },
      {
        heading: 'Für das nächste Mal',
        told: 'Am Ende steht eine Notiz: Was würde man beim nächsten Mal anders machen?',
      },
    ],
    why: [
      {
        heading: 'Was wäre eine Antwort?',
        items: ['Eine Ursache', 'Ein Zweck', 'Eine Geschichte'],
        told: 'Eine Antwort kann dreierlei sein. Eine Ursache: was es bewirkt. Ein Zweck: wozu es gut ist. Oder eine Geschichte: wie es dazu kam.',
      },
      {
        heading: 'Die Ausnahme suchen',
        told: 'Eine Ausnahme verrät mehr über den Grund als zehn Beispiele, die zusammenpassen. Also lohnt es sich, eine zu suchen.',
      },
      {
        heading: 'Die Antwort prüfen',
        items: ['Erklärt sie, was wir sehen?', 'Könnte sie falsch sein?', 'Gibt es eine einfachere?'],
        told: 'Jede Antwort wird geprüft. Erklärt sie, was wir sehen? Woran würden wir merken, dass sie falsch ist? Und gibt es eine einfachere?',
      },
      {
        heading: 'Die Frage offen halten',
        told: 'Ein gutes Warum führt zum nächsten. Die beste Antwort gilt, bis es eine bessere gibt.',
      },
    ],
    versus: [
      {
        heading: 'Gleiches mit Gleichem',
        items: ['Wozu dient es?', 'Was kostet es?', 'Was, wenn es versagt?'],
        told: 'Ein fairer Vergleich stellt beiden dieselben Fragen. Wozu dient es? Was kostet es an Zeit und Geld? Und was geschieht, wenn es versagt?',
      },
      {
        heading: 'Was sie gemeinsam haben',
        told: 'Zuerst das Gemeinsame: Es ist meistens mehr, als der Streit vermuten lässt.',
      },
      {
        heading: 'Wer wählt?',
        items: ['Wer neu anfängt', 'Wer sich auskennt', 'Wer es eilig hat'],
        told: 'Dann die Frage, wer wählt. Wer neu anfängt, braucht etwas anderes als jemand, der sich auskennt, oder jemand, der es eilig hat.',
      },
      {
        heading: 'Entscheiden und begründen',
        told: 'Die Wahl braucht einen Grund, den man laut sagen kann. Und eine Notiz, was sie ändern würde.',
      },
    ],
    history: [
      {
        heading: 'Drei Augenblicke',
        items: ['Davor', 'Der Wendepunkt', 'Was danach anders war'],
        told: 'Jede Geschichte hat drei Augenblicke. Was davor war. Der Wendepunkt. Und was danach nie mehr so war wie zuvor.',
      },
      {
        heading: 'Die Menschen darin',
        told: 'Wer wollte es, wer hat es bezahlt, wer war dagegen? Ohne Menschen ist Geschichte nur eine Liste von Jahreszahlen.',
      },
      {
        heading: 'Woher wissen wir das?',
        items: ['Wer hat es aufgeschrieben?', 'Wann?', 'Was fehlt?'],
        told: 'Und woher wissen wir das? Wer hat es aufgeschrieben, wann, und was wurde weggelassen?',
      },
      {
        heading: 'Was davon geblieben ist',
        told: 'Was davon kann man heute noch sehen, anfassen oder hören? Wer dort beginnt, hat es nicht weit in die Vergangenheit.',
      },
    ],
    subject: [
      {
        heading: 'Drei gute Fragen',
        items: ['Was ist es, in einfachen Worten?', 'Wo begegnet es uns?', 'Was würde ohne es fehlen?'],
        told: 'Drei Fragen öffnen die Tür. Was ist es, in einfachen Worten? Wo begegnet es uns? Und was würde ohne es fehlen?',
      },
      {
        heading: 'Nah anfangen',
        told: 'Am besten fängt man nah an, mit einem Beispiel, das man selbst kennt. Eine Sache, klar gesehen, ist mehr wert als zehn, die nur genannt werden.',
      },
      {
        heading: 'Zweimal hinsehen',
        items: ['Was alle sagen', 'Was sich prüfen lässt', 'Was noch offen ist'],
        told: 'Dann lohnt sich ein zweiter Blick. Was sagen alle? Was davon lässt sich prüfen? Und was ist noch offen?',
      },
      {
        heading: 'Mit eigenen Worten',
        told: 'Zum Schluss erzählt man es jemandem mit eigenen Worten. Was sich nicht einfach sagen lässt, verdient noch einen Blick.',
      },
    ],
  },
  inOwnWords: 'In eigenen Worten',
  end: {
    title: 'Jetzt sind Sie dran',
    warm: 'Danke fürs Zuschauen. Jetzt sind Sie dran.',
    plain: 'Die Fragen stehen. Die Antworten gehören Ihnen.',
  },
};
