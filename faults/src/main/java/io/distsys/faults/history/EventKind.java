package io.distsys.faults.history;

/** What an {@link Event} says. */
public enum EventKind {

	/** The application has started. */
	READY,

	/** What this node knows of the consensus group has changed. */
	GROUP,

	/** The library gave the resource to this node; the fence was open when asked. */
	ACQUIRED,

	/** The fence was asked and was open. */
	HELD,

	/** The fence was asked and was closed; it is not asked again. */
	CLOSED,

	/** An act with the token: the fence was open, then the register took the write. */
	WROTE,

	/** An act with the token: the fence was open, then the register refused the write. */
	REFUSED,

	/** The code gave the resource up, or was told in order to stop. */
	RELEASED,

	/** The code was told that the resource is lost. */
	LOST,

	/** An operation on a shared object was begun. */
	INVOKED,

	/** An operation was answered. */
	RETURNED,

	/** An operation certainly had no effect. */
	FAILED,

	/** Nobody knows whether an operation had an effect. */
	UNKNOWN,

	/** The nemesis did something to the cluster. */
	FAULT,

	/** The nemesis has taken back all that it did. */
	HEALED

}
