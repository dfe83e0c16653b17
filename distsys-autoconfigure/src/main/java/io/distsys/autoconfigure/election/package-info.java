/**
 * Auto-configuration of elections.
 */
@NullMarked
package io.distsys.autoconfigure.election;

import org.jspecify.annotations.NullMarked;
