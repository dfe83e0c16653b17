/**
 * Groups of members all over the cluster: one to send to, or all.
 */
@NullMarked
package io.distsys.group;

import org.jspecify.annotations.NullMarked;
