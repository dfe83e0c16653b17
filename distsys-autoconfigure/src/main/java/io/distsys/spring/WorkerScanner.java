package io.distsys.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import io.distsys.worker.Distributed;
import io.distsys.worker.SlotPlacement;
import io.distsys.worker.WorkerTypeDefinition;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/**
 * Finds the classes that are marked with {@link Distributed}.
 *
 * @since 0.1
 */
public final class WorkerScanner {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ClassPathScanningCandidateComponentProvider provider;

	/**
	 * Create it.
	 * @param beanFactory has what the constructors of workers ask for
	 * @param environment for conditions of profiles
	 * @param resourceLoader finds the classes
	 */
	public WorkerScanner(ConfigurableListableBeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		this.beanFactory = beanFactory;
		this.provider = new ClassPathScanningCandidateComponentProvider(false, environment);
		this.provider.setResourceLoader(resourceLoader);
		this.provider.addIncludeFilter(new AnnotationTypeFilter(Distributed.class));
	}

	/**
	 * Find the worker types of some packages.
	 * @param packages the packages, those below them included
	 * @return the types
	 * @throws InvalidAnnotationException if a class is not fit to be a worker
	 */
	public List<WorkerTypeDefinition> scan(Collection<String> packages) {
		List<WorkerTypeDefinition> types = new ArrayList<>();
		for (String name : packages) {
			for (BeanDefinition candidate : this.provider.findCandidateComponents(name)) {
				types.add(define(ClassUtils.resolveClassName(String.valueOf(candidate.getBeanClassName()),
						this.beanFactory.getBeanClassLoader())));
			}
		}
		return types;
	}

	private WorkerTypeDefinition define(Class<?> type) {
		try {
			WorkerTypeDefinition definition = WorkerTypeDefinition.of(type,
					BeanWorkerFactory.of(type, this.beanFactory));
			Class<? extends SlotPlacement> by = type.getAnnotation(Distributed.class).placement().by();
			return (by == SlotPlacement.class) ? definition : definition
				.withPlacement(definition.placement().with(new BeanSlotPlacement(this.beanFactory, by)));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"The @Distributed class " + type.getName() + " cannot be a worker: " + ex.getMessage(),
					"Change the class or its annotation.");
		}
	}

}
