package io.distsys.spring;

import java.util.LinkedHashSet;
import java.util.Set;

import io.distsys.ownership.Guarantee;
import io.distsys.singleton.SingletonDefinition;

import org.springframework.util.ClassUtils;

/**
 * A bean that is a cluster singleton.
 *
 * @param name name of the singleton
 * @param beanName name of the bean
 * @param interfaces the interfaces through which other nodes call it
 * @param guarantee what is promised of it
 * @param raw the object itself, which lifecycle methods are called on
 * @param target what calls arrive at: the object, or the proxy that other aspects have
 * put around it
 */
record SingletonBean(String name, String beanName, Set<Class<?>> interfaces, Guarantee guarantee, Object raw,
		Object target) {

	SingletonBean withTarget(Object newTarget) {
		return new SingletonBean(this.name, this.beanName, this.interfaces, this.guarantee, this.raw, newTarget);
	}

	SingletonDefinition definition() {
		return new SingletonDefinition(this.name, this.interfaces, this.target,
				AnnotatedActivity.of(this.name, this.raw), this.guarantee);
	}

	static Set<Class<?>> callableInterfaces(Class<?> type, Class<?>[] chosen) {
		Set<Class<?>> interfaces = new LinkedHashSet<>();
		for (Class<?> candidate : (chosen.length > 0) ? chosen : ClassUtils.getAllInterfacesForClass(type)) {
			if (chosen.length > 0 || isOfApplication(candidate)) {
				interfaces.add(candidate);
			}
		}
		return interfaces;
	}

	private static boolean isOfApplication(Class<?> candidate) {
		String packageName = candidate.getPackageName();
		return !packageName.startsWith("java.") && !packageName.startsWith("javax.")
				&& !packageName.startsWith("jakarta.") && !packageName.startsWith("org.springframework.");
	}

}
