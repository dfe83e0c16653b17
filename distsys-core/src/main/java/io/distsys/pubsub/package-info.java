/**
 * Topics: at most once, in order per publisher, sent only where somebody listens.
 */
@NullMarked
package io.distsys.pubsub;

import org.jspecify.annotations.NullMarked;
