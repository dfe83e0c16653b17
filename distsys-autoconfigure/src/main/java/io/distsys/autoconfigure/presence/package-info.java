/**
 * Auto-configuration of presence.
 */
@NullMarked
package io.distsys.autoconfigure.presence;

import org.jspecify.annotations.NullMarked;
