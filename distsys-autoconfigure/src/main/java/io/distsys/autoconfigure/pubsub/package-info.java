/**
 * Auto-configuration of topics.
 */
@NullMarked
package io.distsys.autoconfigure.pubsub;

import org.jspecify.annotations.NullMarked;
