/**
 * Auto-configuration of messaging.
 */
@NullMarked
package io.distsys.autoconfigure.messaging;

import org.jspecify.annotations.NullMarked;
