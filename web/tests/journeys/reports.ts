// Invented reports for the journeys. Places are real; nothing of what is told happened.
export interface Document { id: string; text: string; title?: string; published?: string; source?: string; url?: string; country?: string }

export const bombing: Document[] = [
  {
    id: 'wire-1', title: 'Bomb kills eight at rally in Charsadda', source: 'Frontier Wire', published: '2029-02-05T18:00:00Z', country: 'PK', url: 'https://frontier-wire.example/1',
    text: 'CHARSADDA, Feb 5 (Frontier Wire) - A suicide bomber blew himself up at an election rally in Charsadda on Monday, killing at least eight people and wounding 20 others, police said.\n\nNo group claimed responsibility for the attack.\n',
  },
  {
    id: 'copy-1', title: 'Eight killed in Charsadda rally blast', source: 'Evening Copy', published: '2029-02-06T02:00:00Z', country: 'PK',
    text: 'CHARSADDA, Feb 5 (Frontier Wire) - A suicide bomber blew himself up at an election rally in Charsadda on Monday, killing at least eight people and wounding 20 others, police said.\n\nNo group claimed responsibility for the attack.\n',
  },
  {
    id: 'ledger-1', title: 'Toll of Charsadda bombing rises to 13', source: 'Khyber Ledger', published: '2029-02-07', country: 'PK',
    text: 'CHARSADDA, Feb 7 - The death toll from Monday’s suicide bombing at an election rally in Charsadda rose to 13 on Wednesday after five of the wounded died in hospital, officials said.\n\nThirty-four people were wounded in the attack. The Islamic State group claimed responsibility for the bombing.\n',
  },
  {
    id: 'herald-1', title: 'Charsadda mourns', source: 'The Valley Herald', published: '2029-02-08', country: 'PK',
    text: 'Thirteen people were killed and 32 wounded when a suicide bomber attacked an election rally in Charsadda on Monday.\n\nThe TTP denied carrying out the bombing.\n',
  },
];

/// Two tellings that may be of one attack.
export const twins: Document[] = [
  {
    id: 'post-1', title: 'Candidate’s office attacked in Tank', source: 'Indus Post', published: '2029-02-03', country: 'PK',
    text: 'TANK, Feb 3 - Two people were wounded when a roadside bomb exploded near the office of a candidate in Tank on Saturday, police said.\n',
  },
  {
    id: 'times-1', title: 'Blast in Tank district', source: 'Derajat Times', published: '2029-02-05', country: 'PK',
    text: 'TANK, Feb 5 - A policeman was wounded when a roadside bomb hit a police van in Tank district last month, officials said on Monday.\n',
  },
];

/// Words that would harm a page which trusts them.
export const hostile: Document = {
  id: 'hostile/1?<b>', source: '<img src=x onerror="document.title=1">', published: '2029-02-04', country: 'PK', url: 'javascript:alert(1)',
  title: `</title><script>window.harmed=1</script>\u202e${'VeryLong'.repeat(4000)}`,
  text: 'KHAR, Feb 4 - Gunmen <script>window.harmed=1</script> shot dead three policemen in Khar on Sunday, \u202espokesman\u2066 "><svg onload=window.harmed=1> said.\n',
};

/// Notices beside an incident.
export const notices: Document = {
  id: 'notices-1', title: 'Ban on gatherings in Quetta', source: 'Indus Post', published: '2029-02-06', country: 'PK',
  text: 'QUETTA, Feb 6 - Section 144 has been imposed in Quetta. At least 14 people have been killed in violence linked to the election across Pakistan in the past week.\n\nThe National Counter Terrorism Authority has warned that militants may target polling stations in Peshawar.\n\nA grenade was thrown at a polling station in Quetta on Monday, injuring two voters and a policeman, police said.\n',
};

export const late: Document = {
  id: 'late-1', title: 'Gunfire in Swat', source: 'Indus Post', published: '2029-02-08', country: 'PK',
  text: 'SWAT, Feb 8 - Four people were killed when gunmen opened fire at a market in Mingora on Thursday, police said.\n',
};

export const all = [...bombing, ...twins, hostile, notices];
export const lines = (documents: Document[]): string => documents.map((one) => `${JSON.stringify(one)}\n`).join('');
