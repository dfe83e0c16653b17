package io.distsys.worker;

import io.distsys.messaging.Refusal;

/** Something in the mailbox of a worker. */
interface Mail {

	/** It is not handled. */
	void refuse(Refusal refusal, String detail);

	/** All of it is over; may be said more than once. */
	void leave(SlotTenure tenure);

}
