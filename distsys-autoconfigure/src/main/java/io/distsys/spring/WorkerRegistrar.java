package io.distsys.spring;

import java.util.Collection;
import java.util.stream.Stream;

import io.distsys.worker.SupervisionGroup;
import io.distsys.worker.WorkerNode;
import io.distsys.worker.WorkerTypeDefinition;

/**
 * Makes the worker types of the application known, before anybody is given the
 * {@link io.distsys.worker.Workers} to look for them: a bean may ask for its worker type
 * in its constructor.
 *
 * @since 0.1
 */
public final class WorkerRegistrar {

	private final WorkerScanner scanner;

	private final Collection<String> packages;

	/**
	 * Create it.
	 * @param scanner finds types
	 * @param packages where to look for types
	 */
	public WorkerRegistrar(WorkerScanner scanner, Collection<String> packages) {
		this.scanner = scanner;
		this.packages = packages;
	}

	/**
	 * Define the types that are found, and those that are beans.
	 * @param workers the workers of this node
	 * @param beans types that are beans
	 * @throws InvalidAnnotationException if two types have the same name
	 */
	public void defineTypes(WorkerNode workers, Stream<WorkerTypeDefinition> beans) {
		Stream.concat(this.scanner.scan(this.packages).stream(), beans).forEach((type) -> define(workers, type));
	}

	/**
	 * Find the beans that the constructors of the types ask for that were found: not
	 * before all singletons are there, since one of them, or a worker itself, may ask for
	 * the workers.
	 * @throws InvalidAnnotationException if one is missing
	 */
	public void resolveBeans() {
		this.scanner.resolveBeans();
	}

	/**
	 * Define the groups in which types are supervised, after the types.
	 * @param workers the workers of this node
	 * @param groups the groups
	 * @throws InvalidAnnotationException if a type of a group is missing, or in two
	 */
	public void defineGroups(WorkerNode workers, Stream<SupervisionGroup> groups) {
		groups.forEach((group) -> {
			try {
				workers.define(group);
			}
			catch (IllegalStateException ex) {
				throw new InvalidAnnotationException(
						"The supervision group '" + group.name() + "' cannot be defined: " + ex.getMessage(),
						"Give a @Distributed class each of the names " + group.types() + ", and each to one group.");
			}
		});
	}

	private static void define(WorkerNode workers, WorkerTypeDefinition type) {
		try {
			workers.define(type);
		}
		catch (IllegalStateException ex) {
			throw new InvalidAnnotationException("The worker type '" + type.name() + "' of "
					+ type.workerClass().getName() + " cannot be defined: " + ex.getMessage(),
					"Give each @Distributed class a name of its own.");
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException("The worker type '" + type.name() + "' of "
					+ type.workerClass().getName() + " cannot be defined: " + ex.getMessage(),
					"Change the class, its annotation or the bean that is named.");
		}
	}

}
