package io.distsys.spring;

import java.lang.reflect.Method;

import io.distsys.singleton.ClusterSingletons;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.scheduling.SchedulingAwareRunnable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Spring's own processor of {@link Scheduled} methods, except that those of a cluster
 * singleton do nothing on a node on which it is not active.
 *
 * @since 0.1
 */
public final class FencedScheduledPostProcessor extends ScheduledAnnotationBeanPostProcessor {

	private static final long serialVersionUID = 1L;

	private static final boolean REACTIVE = ClassUtils.isPresent("org.reactivestreams.Publisher",
			FencedScheduledPostProcessor.class.getClassLoader());

	private final transient ClusterSingletonPostProcessor beans;

	private final transient ObjectProvider<ClusterSingletons> singletons;

	/**
	 * Create it.
	 * @param beans knows which beans are singletons
	 * @param singletons gives the singletons of this node; not asked before the first
	 * task is due
	 */
	public FencedScheduledPostProcessor(ClusterSingletonPostProcessor beans,
			ObjectProvider<ClusterSingletons> singletons) {
		this.beans = beans;
		this.singletons = singletons;
	}

	@Override
	protected void processScheduled(Scheduled scheduled, Method method, Object bean) {
		if (this.beans.find(bean).isPresent() && isReactive(method)) {
			throw new InvalidAnnotationException(
					"The @Scheduled method " + method + " of a @ClusterSingleton returns a publisher, "
							+ "which cannot be stopped when the singleton is lost.",
					"Let the method do its work before it returns.");
		}
		super.processScheduled(scheduled, method, bean);
	}

	private static boolean isReactive(Method method) {
		return REACTIVE && ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType()) != null;
	}

	@Override
	protected Runnable createRunnable(Object target, Method method, @Nullable String qualifier) {
		return this.beans.find(target)
			.<Runnable>map((singleton) -> new FencedTask(singleton.name(), this.singletons,
					super.createRunnable(singleton.target(), method, qualifier), qualifier))
			.orElseGet(() -> super.createRunnable(target, method, qualifier));
	}

	/**
	 * A task that runs only where the singleton is active.
	 *
	 * @param singleton name of the singleton
	 * @param singletons gives the singletons of this node
	 * @param task the task
	 * @param qualifier names the scheduler, may be {@literal null}
	 */
	private record FencedTask(String singleton, ObjectProvider<ClusterSingletons> singletons, Runnable task,
			@Nullable String qualifier) implements SchedulingAwareRunnable {

		@Override
		public void run() {
			this.singletons.getObject().runFenced(this.singleton, this.task);
		}

		@Override
		public @Nullable String getQualifier() {
			return this.qualifier;
		}

		@Override
		public String toString() {
			return this.task.toString();
		}

	}

}
