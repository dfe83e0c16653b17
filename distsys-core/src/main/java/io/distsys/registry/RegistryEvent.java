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
	 */
	record NameRegistered(RegisteredName entry) implements RegistryEvent {

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

	/** Why a name became free. */
	enum Reason {

		/** The holder gave it up. */
		UNREGISTERED,

		/** The holder's session ended: it stopped, crashed, hung or was cut off. */
		HOLDER_LOST

	}

}
