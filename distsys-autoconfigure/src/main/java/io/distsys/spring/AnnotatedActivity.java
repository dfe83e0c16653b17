package io.distsys.spring;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import io.distsys.ownership.Fence;
import io.distsys.ownership.FencingToken;
import io.distsys.singleton.OnActivate;
import io.distsys.singleton.OnDeactivate;
import io.distsys.singleton.SingletonActivity;
import io.distsys.singleton.StateOffer;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * What a bean does when it begins and ends: as the {@link SingletonActivity} that it is,
 * if it is one, and by its methods that are marked with {@link OnActivate} and
 * {@link OnDeactivate}.
 */
final class AnnotatedActivity implements SingletonActivity {

	private final Object bean;

	private final SingletonActivity own;

	private final List<Method> activating;

	private final List<Method> deactivating;

	private AnnotatedActivity(Object bean, List<Method> activating, List<Method> deactivating) {
		this.bean = bean;
		this.own = (bean instanceof SingletonActivity activity) ? activity : SingletonActivity.none();
		this.activating = activating;
		this.deactivating = deactivating;
	}

	static AnnotatedActivity of(String singleton, Object bean) {
		return new AnnotatedActivity(bean, methods(singleton, bean, OnActivate.class),
				methods(singleton, bean, OnDeactivate.class));
	}

	private static List<Method> methods(String singleton, Object bean, Class<? extends Annotation> annotation) {
		List<Method> methods = new ArrayList<>(MethodIntrospector.selectMethods(bean.getClass(),
				(Method method) -> AnnotatedElementUtils.hasAnnotation(method, annotation)));
		for (Method method : methods) {
			boolean callable = method.getParameterCount() == 0 || (method.getParameterCount() == 1
					&& (method.getParameterTypes()[0] == Fence.class || takesToken(method)));
			if (!callable) {
				throw new InvalidSingletonException(singleton, InvalidSingletonException.Fault.PARAMETERS,
						"The method " + method + " of singleton '" + singleton + "' has parameters that @"
								+ annotation.getSimpleName() + " cannot give it.",
						"Declare no parameter, or one of the type Fence or FencingToken.");
			}
			ReflectionUtils.makeAccessible(method);
		}
		return methods;
	}

	private static boolean takesToken(Method method) {
		return method.getParameterTypes()[0] == FencingToken.class;
	}

	@Override
	public void activate(Fence fence) throws Exception {
		this.own.activate(fence);
		for (Method method : this.activating) {
			call(method, fence);
		}
	}

	@Override
	public void deactivate(Fence fence) throws Exception {
		for (Method method : this.deactivating) {
			call(method, fence);
		}
		this.own.deactivate(fence);
	}

	@Override
	public @Nullable Object offerState() throws Exception {
		return (this.bean instanceof StateOffer<?> offering) ? offering.offerState() : this.own.offerState();
	}

	@Override
	@SuppressWarnings("unchecked")
	public void acceptState(Object state, StateOffer.Occasion occasion) throws Exception {
		if (this.bean instanceof StateOffer<?> offering) {
			((StateOffer<Object>) offering).acceptState(state, occasion);
		}
		else {
			this.own.acceptState(state, occasion);
		}
	}

	private void call(Method method, Fence fence) throws Exception {
		try {
			if (method.getParameterCount() == 0) {
				method.invoke(this.bean);
			}
			else {
				method.invoke(this.bean, takesToken(method) ? fence.token() : fence);
			}
		}
		catch (InvocationTargetException ex) {
			ReflectionUtils.rethrowException(ex.getTargetException());
		}
	}

}
