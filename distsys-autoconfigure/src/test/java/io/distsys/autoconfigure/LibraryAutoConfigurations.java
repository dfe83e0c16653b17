package io.distsys.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.util.ClassUtils;

/** The auto-configurations that the library registers. */
final class LibraryAutoConfigurations {

	private LibraryAutoConfigurations() {
	}

	static Class<?>[] all() {
		return except();
	}

	static Class<?>[] except(Class<?>... others) {
		List<Class<?>> types = new ArrayList<>();
		for (String name : ImportCandidates.load(AutoConfiguration.class, null)) {
			if (name.startsWith("io.distsys.")) {
				types.add(ClassUtils.resolveClassName(name, null));
			}
		}
		types.removeAll(List.of(others));
		return types.toArray(Class<?>[]::new);
	}

}
