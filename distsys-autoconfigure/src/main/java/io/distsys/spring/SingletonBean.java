package io.distsys.spring;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import io.distsys.singleton.SingletonDefinition;
import io.distsys.singleton.StateOffer;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ClassUtils;

/**
 * A bean that is a cluster singleton.
 *
 * @param beanName name of the bean
 * @param attributes what its annotation says
 * @param interfaces the interfaces through which other nodes call it
 * @param raw the object itself, which lifecycle methods are called on
 * @param target what calls arrive at: the object, or the proxy that other aspects have
 * put around it
 */
record SingletonBean(String beanName, SingletonAttributes attributes, Set<Class<?>> interfaces, Object raw,
		Object target) {

	SingletonBean withTarget(Object newTarget) {
		return new SingletonBean(this.beanName, this.attributes, this.interfaces, this.raw, newTarget);
	}

	String name() {
		return this.attributes.name();
	}

	@Nullable Duration callTimeout() {
		return this.attributes.callTimeout();
	}

	SingletonDefinition definition() {
		return new SingletonDefinition(name(), this.interfaces, this.target,
				AnnotatedActivity.of(this.beanName, this.raw), this.attributes.guarantee(),
				this.attributes.placement());
	}

	static Set<Class<?>> callableInterfaces(Class<?> type, List<Class<?>> chosen) {
		Set<Class<?>> interfaces = new LinkedHashSet<>(chosen);
		if (chosen.isEmpty()) {
			for (Class<?> candidate : ClassUtils.getAllInterfacesForClass(type)) {
				if (isOfApplication(candidate)) {
					interfaces.add(candidate);
				}
			}
		}
		return interfaces;
	}

	private static boolean isOfApplication(Class<?> candidate) {
		String packageName = candidate.getPackageName();
		return !packageName.startsWith("java.") && !packageName.startsWith("javax.")
				&& !packageName.startsWith("jakarta.") && !packageName.startsWith("org.springframework.")
				&& candidate != StateOffer.class;
	}

}
