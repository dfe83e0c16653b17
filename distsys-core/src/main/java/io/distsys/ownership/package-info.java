/**
 * Who owns what: sessions, leases, fencing tokens, grants and the plan.
 */
@NullMarked
package io.distsys.ownership;

import org.jspecify.annotations.NullMarked;
