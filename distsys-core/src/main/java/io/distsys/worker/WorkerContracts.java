package io.distsys.worker;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.distsys.rpc.MethodTable;

/** Finds what a worker class is called by: its interfaces, or itself if it has none. */
final class WorkerContracts {

	private WorkerContracts() {
	}

	static List<Class<?>> of(Class<?> workerClass) {
		Set<Class<?>> found = new LinkedHashSet<>();
		for (Class<?> type = workerClass; type != null; type = type.getSuperclass()) {
			for (Class<?> candidate : type.getInterfaces()) {
				if (!isForeign(candidate)) {
					found.add(candidate);
				}
			}
		}
		return List.copyOf(found);
	}

	/** Whether a type can be named by this one. */
	static boolean isOf(WorkerTypeDefinition definition, Class<?> contract) {
		return definition.workerClass() == contract
				|| (contract.isInterface() && definition.interfaces().stream().anyMatch(contract::isAssignableFrom));
	}

	/** The methods of a type that may be called. */
	static MethodTable methods(WorkerTypeDefinition definition) {
		return definition.interfaces().isEmpty()
				? MethodTable.ofMethods(ClassContract.methodsOf(definition.workerClass()))
				: MethodTable.of(definition.interfaces());
	}

	/** Whether what a type asks for is not for the callers of a worker. */
	static boolean isForeign(Class<?> type) {
		return type == HandOver.class || type == Mergeable.class || type.getPackageName().startsWith("java.")
				|| type.getPackageName().startsWith("org.springframework.");
	}

}
