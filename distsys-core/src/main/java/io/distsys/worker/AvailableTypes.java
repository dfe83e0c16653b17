package io.distsys.worker;

import io.distsys.placement.PlacementStrategy;
import org.jspecify.annotations.Nullable;

/** What a worker type must be like to have the available guarantee. */
final class AvailableTypes {

	private AvailableTypes() {
	}

	/**
	 * Refuse what cannot be kept up without a majority.
	 * @throws IllegalArgumentException says what is to be changed
	 */
	static void check(String name, Class<?> workerClass, WorkerPlacement placement) {
		if (StateAccess.of(workerClass).isPresent()) {
			throw refused(name, workerClass.getName() + " marks a state by @WorkerState: which copy of it is the"
					+ " newest, a majority has to say. Implement Mergeable, or take guarantee = STRONG");
		}
		if (HandOver.class.isAssignableFrom(workerClass) && !Mergeable.class.isAssignableFrom(workerClass)) {
			throw refused(name, workerClass.getName() + " implements HandOver and says nothing of two states that"
					+ " have come about on two sides of a cut. Implement Mergeable in its place");
		}
		if (placement.strategy() != PlacementStrategy.CONSISTENT || placement.function() != null) {
			throw refused(name, "where its slots are must follow from the nodes alone. Leave out the strategy,"
					+ " or the function, of its placement, or take guarantee = STRONG");
		}
		if (placement.minimumNodes() > 1) {
			throw refused(name, "without a majority nobody can say how many nodes there are. Leave out minimumNodes,"
					+ " or take guarantee = STRONG");
		}
	}

	/** Refuse a store that keeps a type. */
	static void check(String name, @Nullable WorkerStore store) {
		if (store != null && store.keeps(name)) {
			throw refused(name, "the WorkerStore keeps it, and of two sides of a cut both would be right by their"
					+ " tokens. Return false from keeps(\"" + name + "\"), or take guarantee = STRONG");
		}
	}

	private static IllegalArgumentException refused(String name, String why) {
		return new IllegalArgumentException("Worker type '" + name + "' cannot have guarantee = AVAILABLE: " + why);
	}

}
