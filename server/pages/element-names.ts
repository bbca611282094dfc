import type { ElementName } from '#domain';

/** What each element is called on pages, in full. */
export const elementTitles: Readonly<Record<ElementName, string>> = {
  ownSpacecraft: 'Own spacecraft',
  size: 'Size',
  cooperation: 'Cooperation',
  device: 'Device',
  lighting: 'Lighting',
  electromagnetic: 'Electromagnetic condition',
  motion: 'Relative motion',
};
