package io.distsys.worker;

import java.time.Duration;
import java.util.List;
import java.util.Set;

import io.distsys.ownership.Guarantee;
import io.distsys.ownership.ResourceKey;

/**
 * A worker type as this node can run it.
 *
 * @param name the name, the same on all nodes, at most 255 characters
 * @param workerClass the class of the instances
 * @param interfaces the interfaces through which they are called; none if the class
 * implements none, and they are called by it
 * @param slots number of slots, a power of two, the same on all nodes
 * @param limits how much its workers may take
 * @param restart when they run again without a call
 * @param restartPolicy what becomes of a worker that crashes
 * @param keepOn exceptions that leave the worker as it is
 * @param placement where they live
 * @param guarantee what is promised of them when the network is cut or a node is lost
 * @param factory makes the instances
 * @since 0.1
 */
public record WorkerTypeDefinition(String name, Class<?> workerClass, List<Class<?>> interfaces, int slots,
		WorkerLimits limits, Restart restart, RestartPolicy restartPolicy, Set<Class<? extends Throwable>> keepOn,
		WorkerPlacement placement, Guarantee guarantee, WorkerFactory factory) {

	/** Number of slots if nothing is said. */
	public static final int DEFAULT_SLOTS = 1024;

	private static final int MAX_SLOTS = 1 << 16;

	public WorkerTypeDefinition {
		StateAccess.of(workerClass);
		interfaces = List.copyOf(interfaces);
		keepOn = Set.copyOf(keepOn);
		if (name.isBlank()) {
			throw new IllegalArgumentException("A worker type needs a name: " + workerClass.getName());
		}
		interfaces.forEach(CallMarks::checkInterface);
		if (name.length() > ResourceKey.LONGEST_NAME) {
			throw new IllegalArgumentException("The name of a worker type has at most " + ResourceKey.LONGEST_NAME
					+ " characters, not " + name.length() + ": '" + name + "'");
		}
		if (interfaces.isEmpty()) {
			ClassContract.methodsOf(workerClass);
		}
		if (Integer.bitCount(slots) != 1 || slots > MAX_SLOTS) {
			throw new IllegalArgumentException("The slots of worker type '" + name
					+ "' must be a power of two and at most " + MAX_SLOTS + ", not " + slots);
		}
		if (guarantee == Guarantee.AVAILABLE) {
			AvailableTypes.check(name, workerClass, placement);
		}
	}

	/**
	 * A worker type that lives on all nodes.
	 * @param name the name, the same on all nodes
	 * @param workerClass the class of the instances
	 * @param interfaces the interfaces through which they are called
	 * @param slots number of slots, a power of two, the same on all nodes
	 * @param limits how much its workers may take
	 * @param restart when they run again without a call
	 * @param restartPolicy what becomes of a worker that crashes
	 * @param keepOn exceptions that leave the worker as it is
	 * @param factory makes the instances
	 */
	public WorkerTypeDefinition(String name, Class<?> workerClass, List<Class<?>> interfaces, int slots,
			WorkerLimits limits, Restart restart, RestartPolicy restartPolicy, Set<Class<? extends Throwable>> keepOn,
			WorkerFactory factory) {
		this(name, workerClass, interfaces, slots, limits, restart, restartPolicy, keepOn, WorkerPlacement.ofDefaults(),
				Guarantee.STRONG, factory);
	}

	/**
	 * A worker type with the strong guarantee.
	 * @param name the name, the same on all nodes
	 * @param workerClass the class of the instances
	 * @param interfaces the interfaces through which they are called
	 * @param slots number of slots, a power of two, the same on all nodes
	 * @param limits how much its workers may take
	 * @param restart when they run again without a call
	 * @param restartPolicy what becomes of a worker that crashes
	 * @param keepOn exceptions that leave the worker as it is
	 * @param placement where they live
	 * @param factory makes the instances
	 */
	public WorkerTypeDefinition(String name, Class<?> workerClass, List<Class<?>> interfaces, int slots,
			WorkerLimits limits, Restart restart, RestartPolicy restartPolicy, Set<Class<? extends Throwable>> keepOn,
			WorkerPlacement placement, WorkerFactory factory) {
		this(name, workerClass, interfaces, slots, limits, restart, restartPolicy, keepOn, placement, Guarantee.STRONG,
				factory);
	}

	/**
	 * Define a type by the annotation of its class.
	 * @param workerClass a class with {@link Distributed}
	 * @param factory makes the instances
	 * @return the definition
	 * @throws IllegalArgumentException if the class is not fit to be a worker
	 */
	public static WorkerTypeDefinition of(Class<?> workerClass, WorkerFactory factory) {
		Distributed distributed = workerClass.getAnnotation(Distributed.class);
		if (distributed == null) {
			throw new IllegalArgumentException(workerClass.getName() + " is no worker: it lacks @Distributed");
		}
		return new WorkerTypeDefinition(distributed.value(), workerClass, WorkerContracts.of(workerClass),
				distributed.slots(),
				new WorkerLimits(distributed.mailboxCapacity(), distributed.overflow(),
						Duration.ofMillis(distributed.passivateAfter()), distributed.maxPerNode()),
				distributed.restart(), RestartPolicy.of(distributed.restarts()), Set.of(distributed.keepOn()),
				WorkerPlacement.of(distributed.placement()), distributed.guarantee(), factory);
	}

	/**
	 * The same type with another restart policy.
	 * @param policy the policy
	 * @return a copy
	 */
	public WorkerTypeDefinition withRestartPolicy(RestartPolicy policy) {
		return new WorkerTypeDefinition(this.name, this.workerClass, this.interfaces, this.slots, this.limits,
				this.restart, policy, this.keepOn, this.placement, this.guarantee, this.factory);
	}

	/**
	 * The same type with another restart type.
	 * @param other when its workers run again without a call
	 * @return a copy
	 */
	public WorkerTypeDefinition withRestart(Restart other) {
		return new WorkerTypeDefinition(this.name, this.workerClass, this.interfaces, this.slots, this.limits, other,
				this.restartPolicy, this.keepOn, this.placement, this.guarantee, this.factory);
	}

	/**
	 * The same type with other limits.
	 * @param others the limits
	 * @return a copy
	 */
	public WorkerTypeDefinition withLimits(WorkerLimits others) {
		return new WorkerTypeDefinition(this.name, this.workerClass, this.interfaces, this.slots, others, this.restart,
				this.restartPolicy, this.keepOn, this.placement, this.guarantee, this.factory);
	}

	/**
	 * The same type in another place.
	 * @param other where its workers live
	 * @return a copy
	 */
	public WorkerTypeDefinition withPlacement(WorkerPlacement other) {
		return new WorkerTypeDefinition(this.name, this.workerClass, this.interfaces, this.slots, this.limits,
				this.restart, this.restartPolicy, this.keepOn, other, this.guarantee, this.factory);
	}

	/**
	 * The same type with another guarantee.
	 * @param other what is promised when the network is cut or a node is lost
	 * @return a copy
	 * @throws IllegalArgumentException if the type cannot have it
	 */
	public WorkerTypeDefinition withGuarantee(Guarantee other) {
		return new WorkerTypeDefinition(this.name, this.workerClass, this.interfaces, this.slots, this.limits,
				this.restart, this.restartPolicy, this.keepOn, this.placement, other, this.factory);
	}

}
