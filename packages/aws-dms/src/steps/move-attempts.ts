/** How often the move of a task is tried unless a request says otherwise; older plans do not say. */
export const usualMoveAttempts = 3;

/** How often it may be tried at most: a task that ran rests meanwhile. */
export const mostMoveAttempts = 10;
