/**
 * Keyed workers: slots, mailboxes, restarts and hand-over of state.
 */
@NullMarked
package io.distsys.worker;

import org.jspecify.annotations.NullMarked;
