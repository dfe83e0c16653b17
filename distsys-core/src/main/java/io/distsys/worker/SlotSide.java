package io.distsys.worker;

import io.distsys.ownership.Allotment;
import io.distsys.ownership.Ownerships;

/**
 * How slots of one guarantee are owned.
 *
 * @param allotment says who has them
 * @param lease says whether this node may act
 */
record SlotSide(Allotment allotment, Ownerships.Lease lease) {

}
