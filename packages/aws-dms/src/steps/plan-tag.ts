/** The tag of an instance that a plan has created: its value is the plan's id. */
export const planTag = 'engine-upgrader:plan';
