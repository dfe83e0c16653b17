package io.distsys.spring;

import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.singleton.ClusterSingletons;
import io.distsys.singleton.MisfireRule;
import io.distsys.singleton.OnMisfire;
import io.distsys.spring.InvalidSingletonException.Fault;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.ScheduledAnnotationBeanPostProcessor;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.StringValueResolver;

/**
 * Spring's own processor of {@link Scheduled} methods, except that those of a cluster
 * singleton do nothing on a node on which it is not active, may take a {@link Fence} or
 * {@link FencingToken}, and follow {@link OnMisfire}.
 *
 * @since 0.1
 */
public final class FencedScheduledPostProcessor extends ScheduledAnnotationBeanPostProcessor {

	private static final long serialVersionUID = 1L;

	private static final boolean REACTIVE = ClassUtils.isPresent("org.reactivestreams.Publisher",
			FencedScheduledPostProcessor.class.getClassLoader());

	private final transient ClusterSingletonPostProcessor beans;

	private final transient ObjectProvider<ClusterSingletons> singletons;

	private final transient ObjectProvider<SingletonSchedules> schedules;

	private final transient ThreadLocal<Scheduled> processed = new ThreadLocal<>();

	private final transient Map<String, Integer> names = new HashMap<>();

	private transient @Nullable StringValueResolver resolver;

	/**
	 * Create it.
	 * @param beans knows which beans are singletons
	 * @param singletons gives the singletons of this node; not asked before the first
	 * task is due
	 * @param schedules is told of the tasks
	 */
	public FencedScheduledPostProcessor(ClusterSingletonPostProcessor beans,
			ObjectProvider<ClusterSingletons> singletons, ObjectProvider<SingletonSchedules> schedules) {
		this.beans = beans;
		this.singletons = singletons;
		this.schedules = schedules;
	}

	@Override
	public void setEmbeddedValueResolver(StringValueResolver resolver) {
		super.setEmbeddedValueResolver(resolver);
		this.resolver = resolver;
	}

	@Override
	protected void processScheduled(Scheduled scheduled, Method method, Object bean) {
		SingletonBean singleton = this.beans.find(bean).orElse(null);
		if (singleton != null && isReactive(method)) {
			throw new InvalidSingletonException(singleton.beanName(), Fault.REACTIVE,
					"The @Scheduled method " + method + " of a @ClusterSingleton returns a publisher, "
							+ "which cannot be stopped when the singleton is lost.",
					"Let the method do its work before it returns.");
		}
		this.processed.set(scheduled);
		try {
			super.processScheduled(scheduled, method, bean);
		}
		finally {
			this.processed.remove();
		}
	}

	private static boolean isReactive(Method method) {
		return REACTIVE && ReactiveAdapterRegistry.getSharedInstance().getAdapter(method.getReturnType()) != null;
	}

	@Override
	protected Runnable createRunnable(Object target, Method method, @Nullable String qualifier) {
		SingletonBean singleton = this.beans.find(target).orElse(null);
		Scheduled scheduled = this.processed.get();
		if (singleton == null || scheduled == null) {
			return super.createRunnable(target, method, qualifier);
		}
		Runnable body = (method.getParameterCount() == 0) ? super.createRunnable(singleton.target(), method, qualifier)
				: withFence(singleton, method);
		OnMisfire misfire = AnnotatedElementUtils.findMergedAnnotation(method, OnMisfire.class);
		SingletonSchedules all = this.schedules.getObject();
		ScheduledSingletonTask task = new ScheduledSingletonTask(singleton.name(), nameOf(singleton, method), body,
				qualifier, Schedule.of(scheduled, this::resolve),
				(misfire != null) ? misfire.value() : MisfireRule.SKIP, all);
		all.add(task);
		return task;
	}

	private String resolve(String text) {
		String resolved = (this.resolver != null) ? this.resolver.resolveStringValue(text) : text;
		return (resolved != null) ? resolved : "";
	}

	private synchronized String nameOf(SingletonBean singleton, Method method) {
		int number = this.names.merge(singleton.name() + "/" + method.getName(), 1, Integer::sum);
		return (number == 1) ? method.getName() : method.getName() + "#" + number;
	}

	private Runnable withFence(SingletonBean singleton, Method method) {
		Class<?> type = method.getParameterTypes()[0];
		if (method.getParameterCount() > 1 || (type != Fence.class && type != FencingToken.class)) {
			throw new InvalidSingletonException(singleton.beanName(), Fault.PARAMETERS,
					"The @Scheduled method " + method + " of singleton '" + singleton.name()
							+ "' has parameters that nobody can give it.",
					"Declare no parameter, or one of the type Fence or FencingToken.");
		}
		Method invocable = AopUtils.selectInvocableMethod(method, singleton.target().getClass());
		ReflectionUtils.makeAccessible(invocable);
		return new FencedMethod(singleton, invocable, type == FencingToken.class, this.singletons);
	}

	/** Calls a method with the fence under which it was let in. */
	private record FencedMethod(SingletonBean singleton, Method method, boolean takesToken,
			ObjectProvider<ClusterSingletons> singletons) implements Runnable {

		@Override
		public void run() {
			Fence fence = this.singletons.getObject().fence(this.singleton.name());
			ReflectionUtils.invokeMethod(this.method, this.singleton.target(), this.takesToken ? fence.token() : fence);
		}

		@Override
		public String toString() {
			return this.method.getDeclaringClass().getName() + "." + this.method.getName();
		}

	}

}
