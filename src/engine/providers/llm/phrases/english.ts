import type { Phrasebook } from '../phrasebook.ts';

export const english: Phrasebook = {
  subtitle: 'A first look, with the right questions',
  subtitleFor: 'A first look, for {audience}',
  greeting: {
    warm: 'Hello, and welcome. Let us take a minute for one thing: {title}.',
    plain: 'This film takes a first look at one thing: {title}.',
  },
  goal: 'What it is meant to do: {goal}.',
  scenes: {
    how: [
      {
        heading: 'Three questions to follow',
        items: ['What goes in?', 'What happens on the way?', 'What comes out?'],
        told: 'To see how {subject}, follow three questions. What goes in? What happens on the way? And what comes out at the end?',
      },
      {
        heading: 'Begin with what you can see',
        told: 'Begin with the part that anybody can watch. Describe it plainly, before you explain it. A good description is half of the answer.',
      },
      {
        heading: 'One step at a time',
        items: [
          'Name the first step',
          'Ask what makes the next one happen',
          'Stop where you are no longer sure',
        ],
        told: 'Then go one step at a time. Name the first step. Ask what makes the next one happen. And where you are no longer sure, stop: that is the place to look things up.',
      },
      {
        heading: 'Say it in one sentence',
        told: 'At the end, say it in a single sentence to somebody who was not there. If the sentence holds, you have understood it.',
      },
    ],
    howto: [
      {
        heading: 'Before you begin',
        items: ['Know what “done” looks like', 'Lay out what you need', 'Leave yourself time'],
        told: 'You want to {subject}. Before you begin, know what done looks like. Lay out what you need. And leave yourself a little more time than you think.',
      },
      {
        heading: 'The first small step',
        told: 'Choose the smallest step that you can finish and check. Do that one first. It shows you how the rest will go.',
      },
      {
        heading: 'Check as you go',
        items: ['Look at it', 'Compare it with the aim', 'Mend it now, not later'],
        told: 'Check as you go. Look at what you have. Compare it with the aim. And mend a mistake now, while it is still small.',
      },
      {
        heading: 'What to remember',
        told: 'When it is done, write down the one thing that you would do differently. Next time starts there.',
      },
    ],
    why: [
      {
        heading: 'What would count as an answer?',
        items: ['A cause', 'A purpose', 'A history'],
        told: 'Why {subject}? An answer can be of three kinds. A cause: what makes it so. A purpose: what it is good for. Or a history: how it came about.',
      },
      {
        heading: 'Look for the exception',
        told: 'Then look for a case where it is different. An exception tells you more about the reason than ten examples that agree.',
      },
      {
        heading: 'Test the answer',
        items: ['Does it explain what we see?', 'Could it be wrong?', 'Is there a simpler one?'],
        told: 'Test every answer. Does it explain what we see? How would we notice if it were wrong? And is there a simpler one?',
      },
      {
        heading: 'Keep the question open',
        told: 'A good why leads to the next. Keep the best answer so far, and keep the question open.',
      },
    ],
    versus: [
      {
        heading: 'Compare like with like',
        items: ['What is it for?', 'What does it cost?', 'What happens when it fails?'],
        told: '{title}. To compare them fairly, ask the same of both. What is it for? What does it cost, in time and in money? And what happens when it fails?',
      },
      {
        heading: 'Where they agree',
        told: 'Say first what they have in common. It is usually more than the argument makes you think.',
      },
      {
        heading: 'Who is choosing?',
        items: ['Somebody who begins', 'Somebody who knows it well', 'Somebody in a hurry'],
        told: 'Then ask who is choosing. Somebody who begins needs something else than somebody who knows it well, or somebody in a hurry.',
      },
      {
        heading: 'Decide, and say why',
        told: 'Choose one for a reason that you can say out loud. And note what would change your mind.',
      },
    ],
    history: [
      {
        heading: 'Three moments to look for',
        items: ['Before it', 'The turning point', 'What was never the same again'],
        told: 'The story of {subject} has three moments to look for. What was there before it. The turning point. And what was never the same again.',
      },
      {
        heading: 'The people in it',
        told: 'Look for the people in it: who wanted it, who paid for it, and who stood against it. A history without people is only a list of dates.',
      },
      {
        heading: 'How do we know?',
        items: ['Who wrote it down?', 'When?', 'What did they leave out?'],
        told: 'And ask how we know. Who wrote it down? When? And what did they leave out?',
      },
      {
        heading: 'What is left of it today',
        told: 'Then come back to the present. What of it can you still see, touch or hear today? Begin there, and the past is not far away.',
      },
    ],
    subject: [
      {
        heading: 'Three good questions',
        items: ['What is it, in plain words?', 'Where do we meet it?', 'What would be missing without it?'],
        told: 'Three questions open the door to {subject}. What is it, in plain words? Where do we meet it? And what would be missing without it?',
      },
      {
        heading: 'Start close to home',
        told: 'Start close to home, with one example that you know yourself. One thing seen clearly is worth more than ten that are only named.',
      },
      {
        heading: 'Look twice',
        items: ['What everybody says', 'What can be checked', 'What is still open'],
        told: 'Then look twice. What does everybody say? Which part of it can be checked? And what is still open?',
      },
      {
        heading: 'Make it yours',
        told: 'Last of all, tell somebody about it in your own words. What you cannot say simply is the part to look at again.',
      },
    ],
  },
  inOwnWords: 'In your words',
  end: {
    title: 'Now it is your turn',
    warm: 'Thank you for watching. Now it is your turn.',
    plain: 'The questions are set. The answers are yours to add.',
  },
};
