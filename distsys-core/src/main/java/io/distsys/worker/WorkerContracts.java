package io.distsys.worker;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the interfaces through which a worker class is called. */
final class WorkerContracts {

	private WorkerContracts() {
	}

	static List<Class<?>> of(Class<?> workerClass) {
		Set<Class<?>> found = new LinkedHashSet<>();
		for (Class<?> type = workerClass; type != null; type = type.getSuperclass()) {
			for (Class<?> candidate : type.getInterfaces()) {
				if (isContract(candidate)) {
					found.add(candidate);
				}
			}
		}
		return List.copyOf(found);
	}

	private static boolean isContract(Class<?> candidate) {
		return candidate != HandOver.class && candidate != Mergeable.class && candidate != Serializable.class
				&& !candidate.getPackageName().startsWith("java.")
				&& !candidate.getPackageName().startsWith("org.springframework.");
	}

}
