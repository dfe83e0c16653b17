package io.distsys.registry;

/**
 * A change of the names.
 *
 * @since 0.1
 */
public sealed interface RegistryEvent {

	/**
	 * The name that the event is about.
	 * @return the name
	 */
	String name();

	/**
	 * A name was taken.
	 *
	 * @param entry the name and its holder
	 * @param reason why
	 */
	record NameRegistered(RegisteredName entry, Reason reason) implements RegistryEvent {

		@Override
		public String name() {
			return this.entry.name();
		}

	}

	/**
	 * The holder said something else of its name.
	 *
	 * @param before what was said before
	 * @param after what is said now
	 */
	record NameUpdated(RegisteredName before, RegisteredName after) implements RegistryEvent {

		@Override
		public String name() {
			return this.after.name();
		}

	}

	/**
	 * A name became free.
	 *
	 * @param entry the name and who held it
	 * @param reason why
	 */
	record NameReleased(RegisteredName entry, Reason reason) implements RegistryEvent {

		@Override
		public String name() {
			return this.entry.name();
		}

	}

	/** Why a name was taken or became free. */
	enum Reason {

		/** The holder registered it. */
		REGISTERED,

		/**
		 * Its holder had it already when this node came to see that: a cut has healed, or
		 * this node has just joined. Of strong names those that come with a copy of the
		 * whole table; a node that has missed little is sent each registration, and says
		 * {@link #REGISTERED}.
		 */
		HOLDER_FOUND,

		/** The holder gave it up. */
		UNREGISTERED,

		/** The holder has gone: it stopped, crashed, hung or was cut off. */
		HOLDER_LOST,

		/** Two nodes held it, and the rule has kept the other one. */
		CONFLICT

	}

}
