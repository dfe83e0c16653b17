package io.distsys.spring;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

import io.distsys.rpc.MethodTable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.OverridingClassLoader;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

/** What a proxy of a class hands to its handler: all that Java lets it. */
class SubclassProxiesTests {

	private final SubclassProxies proxies = new SubclassProxies();

	private final List<Method> called = new ArrayList<>();

	private final List<List<?>> arguments = new ArrayList<>();

	private <T> T proxy(Class<T> type, @Nullable Object result) {
		return this.proxies.of(type).apply((proxy, method, given) -> {
			this.called.add(method);
			this.arguments.add((given != null) ? Arrays.asList(given) : List.of());
			return result;
		});
	}

	private List<String> calledKeys() {
		return this.called.stream()
			.map((method) -> method.getDeclaringClass().getSimpleName() + "." + MethodTable.key(method))
			.toList();
	}

	@Test
	void noConstructorRunsAndNoMethodOfTheClassDoes() {
		Vault vault = proxy(Vault.class, 7);
		assertThat(vault.put(1, "a")).isEqualTo(7);
		vault.open();
		vault.check();
		vault.audit();
		assertThat(vault.opened).as("the field of an object without a constructor").isNull();
		assertThat(calledKeys()).containsExactly("Vault.put(int,java.lang.String)", "Vault.open()", "Vault.check()",
				"Vault.audit()");
		assertThat(this.arguments).startsWith(List.of(1, "a"), List.of());
	}

	@Test
	void whatObjectDeclaresGoesToTheHandlerToo() {
		assertThat(proxy(Vault.class, "a vault")).hasToString("a vault");
		assertThat(proxy(Vault.class, 5).hashCode()).isEqualTo(5);
		assertThat(proxy(Vault.class, true).equals("other")).isTrue();
		assertThat(calledKeys()).containsExactly("Vault.toString()", "Object.hashCode()",
				"Object.equals(java.lang.Object)");
	}

	@Test
	void aMethodIsGivenAsTheSameObjectEachTimeAndByAllProxies() {
		proxy(Vault.class, 0).open();
		Vault other = proxy(Vault.class, 0);
		other.open();
		other.open();
		assertThat(this.called).hasSize(3).allSatisfy((method) -> assertThat(method).isSameAs(this.called.get(0)));
	}

	@Test
	void oneSubclassIsMadeForAllProxiesOfAllNodes() {
		Class<?> one = proxy(Vault.class, 0).getClass();
		assertThat(one).isSameAs(proxy(Vault.class, 0).getClass())
			.isSameAs(new SubclassProxies().of(Vault.class).apply((proxy, method, given) -> null).getClass());
		assertThat(one.getClassLoader()).isSameAs(Vault.class.getClassLoader());
		assertThat(ClassUtils.getUserClass(one)).isSameAs(Vault.class);
		assertThat(AopUtils.isAopProxy(proxy(Vault.class, 0))).isFalse();
	}

	/**
	 * The compiler's bridges lead to the method; its class is named, as by reflection.
	 */
	@Test
	void aCallThroughAnyTypeOfAnObjectIsACallOfTheMethodThatItLeadsTo() {
		Texts texts = proxy(Texts.class, "kept");
		Shelf<String> shelf = texts;
		Supplier<String> supplier = texts;
		texts.put("a");
		shelf.put("b");
		assertThat(shelf.first()).isEqualTo("kept");
		assertThat(texts.first()).isEqualTo("kept");
		assertThat(supplier.get()).isEqualTo("kept");
		assertThat(calledKeys()).containsExactly("Texts.put(java.lang.String)", "Texts.put(java.lang.String)",
				"Texts.first()", "Texts.first()", "Texts.get()");
		assertThat(this.called).noneMatch(Method::isBridge);
	}

	@Test
	void whatASuperclassDeclaresThatIsNotPublicItselfIsCalledAsOfTheSuperclass() {
		PublicOne one = proxy(PublicOne.class, 3);
		assertThat(one.count()).isEqualTo(3);
		assertThat(((PackageBase) one).count()).isEqualTo(3);
		assertThat(calledKeys()).containsExactly("PackageBase.count()", "PackageBase.count()");
	}

	@Test
	void anAbstractClassAndOneWithAPrivateConstructorHaveProxies() {
		assertThat(proxy(Shelf.class, "first").first()).isEqualTo("first");
		assertThat(proxy(Hidden.class, 1).number()).isOne();
	}

	@Test
	void whatTheHandlerThrowsIsThrownAsItIsIfTheMethodDeclaresIt() {
		InvocationHandler failing = (proxy, method, given) -> {
			throw method.getName().equals("open") ? new IllegalStateException("locked") : new IOException("cut");
		};
		Vault vault = this.proxies.of(Vault.class).apply(failing);
		assertThatExceptionOfType(IOException.class).isThrownBy(vault::load).withMessage("cut");
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(vault::open).withMessage("locked");
	}

	/** As a loader of DevTools goes with each restart. */
	@Test
	void aSubclassGoesWithTheLoaderOfItsClass() throws ClassNotFoundException {
		WeakReference<ClassLoader> loader = new WeakReference<>(loaderOfAProxy());
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			System.gc();
			return loader.get() == null;
		});
	}

	private ClassLoader loaderOfAProxy() throws ClassNotFoundException {
		ClassLoader loader = new OverridingClassLoader(getClass().getClassLoader()) {

			@Override
			protected boolean isEligibleForOverriding(String className) {
				return className.equals(PublicOne.class.getName()) || className.equals(PackageBase.class.getName());
			}

		};
		Class<?> type = loader.loadClass(PublicOne.class.getName());
		Object proxy = this.proxies.of(type).apply((self, method, given) -> "of another loader");
		assertThat(proxy).hasToString("of another loader").isNotInstanceOf(PublicOne.class);
		assertThat(proxy.getClass().getClassLoader()).isSameAs(loader);
		return loader;
	}

	@Test
	void aClassThatCanHaveNoSubclassIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.proxies.of(Closed.class))
			.withMessageContaining("There can be no proxies of " + Closed.class.getName());
	}

	static class Vault {

		private final List<String> opened;

		Vault(List<String> opened) {
			this.opened = opened;
			throw new AssertionError("a constructor runs");
		}

		public int put(int place, String thing) {
			throw new AssertionError("a public method runs");
		}

		public synchronized void open() {
			this.opened.add("a public method runs");
		}

		protected void check() {
			this.opened.add("a protected method runs");
		}

		void audit() {
			this.opened.add("a method of the package runs");
		}

		public void load() throws IOException {
			throw new AssertionError("a public method runs");
		}

		@Override
		public String toString() {
			return "a method of the class runs";
		}

	}

	abstract static class Shelf<T> {

		public abstract void put(T value);

		public abstract Object first();

	}

	static class Texts extends Shelf<String> implements Supplier<String> {

		@Override
		public void put(String value) {
			throw new AssertionError("a method runs");
		}

		@Override
		public String first() {
			throw new AssertionError("a method runs");
		}

		@Override
		public String get() {
			throw new AssertionError("a method runs");
		}

	}

	/** For a public class that extends it the compiler makes bridges. */
	static class PackageBase {

		public int count() {
			throw new AssertionError("a method runs");
		}

	}

	public static class PublicOne extends PackageBase {

	}

	private static class Hidden {

		private Hidden() {
		}

		public int number() {
			return 0;
		}

	}

	static final class Closed {

	}

}
