package io.distsys.spring;

import java.util.Collection;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerTypeDefinition;

import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Makes the worker types of the application known once all beans are there, before the
 * strong core starts.
 *
 * @since 0.1
 */
public final class WorkerRegistrar implements SmartInitializingSingleton {

	private final WorkerNode workers;

	private final WorkerScanner scanner;

	private final Collection<String> packages;

	private final Supplier<Stream<WorkerTypeDefinition>> beans;

	/**
	 * Create it.
	 * @param workers the workers of this node
	 * @param scanner finds types
	 * @param packages where to look for types
	 * @param beans types that are beans
	 */
	public WorkerRegistrar(WorkerNode workers, WorkerScanner scanner, Collection<String> packages,
			Supplier<Stream<WorkerTypeDefinition>> beans) {
		this.workers = workers;
		this.scanner = scanner;
		this.packages = packages;
		this.beans = beans;
	}

	@Override
	public void afterSingletonsInstantiated() {
		Stream.concat(this.scanner.scan(this.packages).stream(), this.beans.get()).forEach(this::define);
		this.workers.start();
	}

	private void define(WorkerTypeDefinition type) {
		try {
			this.workers.define(type);
		}
		catch (IllegalStateException ex) {
			throw new InvalidAnnotationException("The worker type '" + type.name() + "' of "
					+ type.workerClass().getName() + " cannot be defined: " + ex.getMessage(),
					"Give each @Distributed class a name of its own.");
		}
	}

}
