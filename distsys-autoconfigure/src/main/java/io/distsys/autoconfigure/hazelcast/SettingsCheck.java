package io.distsys.autoconfigure.hazelcast;

import io.distsys.spring.ClusterSingletonPostProcessor;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/**
 * Has everything refused that the library can refuse by itself, before the member starts:
 * a node that cannot run must not join the others, and leave them, at each attempt.
 */
final class SettingsCheck {

	private static final String LIBRARY = "io.distsys.";

	private final ConfigurableListableBeanFactory beanFactory;

	SettingsCheck(ConfigurableListableBeanFactory beanFactory) {
		this.beanFactory = beanFactory;
	}

	void check() {
		for (String name : this.beanFactory.getBeanNamesForType(Record.class, false, false)) {
			Class<?> type = this.beanFactory.getType(name, false);
			if (type != null && isOfSettings(type)) {
				this.beanFactory.getBean(name);
			}
		}
		this.beanFactory.getBeanProvider(ClusterSingletonPostProcessor.class)
			.ifAvailable(ClusterSingletonPostProcessor::requireDistinctNames);
	}

	/** Records of these names check themselves and need nothing that runs. */
	private static boolean isOfSettings(Class<?> type) {
		String name = type.getName();
		return name.startsWith(LIBRARY) && (name.endsWith("Settings") || name.endsWith("Properties"));
	}

}
