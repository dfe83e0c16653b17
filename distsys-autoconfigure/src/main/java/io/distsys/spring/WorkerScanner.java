package io.distsys.spring;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import io.distsys.worker.Distributed;
import io.distsys.worker.SlotPlacement;
import io.distsys.worker.WorkerPlacement;
import io.distsys.worker.WorkerTypeDefinition;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Finds the classes that are marked with {@link Distributed}.
 *
 * @since 0.1
 */
public final class WorkerScanner {

	private final ConfigurableListableBeanFactory beanFactory;

	private final ClassPathScanningCandidateComponentProvider provider;

	private final List<BeanWorkerFactory> factories = new ArrayList<>();

	/**
	 * Create it.
	 * @param beanFactory has what the constructors of workers ask for
	 * @param environment for conditions of profiles
	 * @param resourceLoader finds the classes
	 */
	public WorkerScanner(ConfigurableListableBeanFactory beanFactory, Environment environment,
			ResourceLoader resourceLoader) {
		this.beanFactory = beanFactory;
		this.provider = new ConcreteClasses(environment);
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

	/**
	 * Find the beans that the constructors of the types ask for that were found.
	 * @throws InvalidAnnotationException if one is missing
	 */
	void resolveBeans() {
		this.factories.forEach(BeanWorkerFactory::resolve);
	}

	private WorkerTypeDefinition define(Class<?> type) {
		try {
			BeanWorkerFactory factory = BeanWorkerFactory.of(type, this.beanFactory);
			WorkerTypeDefinition definition = WorkerTypeDefinition.of(type, factory);
			this.factories.add(factory);
			return definition.withPlacement(
					placement(definition.placement(), type.getAnnotation(Distributed.class).placement().by()));
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidAnnotationException(
					"The @Distributed class " + type.getName() + " cannot be a worker: " + ex.getMessage(),
					"Change the class or its annotation.");
		}
	}

	private WorkerPlacement placement(WorkerPlacement declared, Class<? extends SlotPlacement> by) {
		WorkerPlacement resolved = new WorkerPlacement(declared.strategy(),
				declared.selection().resolved(this::resolve), declared.minimumNodes());
		return (by == SlotPlacement.class) ? resolved : resolved.with(new BeanSlotPlacement(this.beanFactory, by));
	}

	private Stream<String> resolve(String text) {
		return StringUtils.commaDelimitedListToSet(this.beanFactory.resolveEmbeddedValue(text))
			.stream()
			.map(String::strip)
			.filter((name) -> !name.isEmpty());
	}

	/** Inner ones too: they are refused with the mend, and not passed over. */
	private static final class ConcreteClasses extends ClassPathScanningCandidateComponentProvider {

		private ConcreteClasses(Environment environment) {
			super(false, environment);
		}

		@Override
		protected boolean isCandidateComponent(AnnotatedBeanDefinition definition) {
			return definition.getMetadata().isConcrete();
		}

	}

}
