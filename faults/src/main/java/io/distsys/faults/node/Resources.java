package io.distsys.faults.node;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the nodes own between them. */
public final class Resources {

	private static final Set<String> SINGLETONS = Set.of("singleton/ledger", "singleton/mailer", "singleton/reporter");

	private Resources() {
	}

	/**
	 * Everything that has an owner whenever the cluster works.
	 * @return the resources, as histories name them
	 */
	public static Set<String> all() {
		Stream<String> names = NameClaimer.NAMES.stream().map(NameClaimer::resource);
		Stream<String> locks = LockUser.NAMES.stream().map(LockUser::resource);
		return Stream.of(planned().stream(), names, locks).flatMap((some) -> some).collect(Collectors.toSet());
	}

	/**
	 * What the cluster gives to a node of its own accord: singletons and slots.
	 * @return the resources, as histories name them
	 */
	public static Set<String> planned() {
		Stream<String> slots = IntStream.range(0, TallyWorker.SLOTS)
			.mapToObj((slot) -> "slot/" + TallyWorker.TYPE + "/" + slot);
		return Stream.concat(SINGLETONS.stream(), slots).collect(Collectors.toSet());
	}

}
