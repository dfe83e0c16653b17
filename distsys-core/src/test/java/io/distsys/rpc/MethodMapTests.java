package io.distsys.rpc;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MethodMapTests {

	private final List<Method> asked = new ArrayList<>();

	private final MethodMap<String> names = new MethodMap<>((method) -> {
		this.asked.add(method);
		return method.getName().equals("run") ? "run it" : null;
	});

	private static Method method(String name) throws NoSuchMethodException {
		return (name.equals("run") ? Runnable.class : Object.class).getMethod(name);
	}

	@Test
	void aMethodIsFoundOutOnceAsLongAsItIsTheSameObject() throws Exception {
		Method run = method("run");
		assertThat(this.names.get(run)).isEqualTo("run it");
		assertThat(this.names.get(run)).isEqualTo("run it");
		assertThat(this.asked).hasSize(1);
		assertThat(this.names.get(method("run"))).as("another object of the same method").isEqualTo("run it");
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void whatIsNotFoundIsLookedForAgain() throws Exception {
		Method other = method("toString");
		assertThat(this.names.get(other)).isNull();
		assertThat(this.names.get(other)).isNull();
		assertThat(this.asked).hasSize(2);
	}

	@Test
	void eachOfManyMethodsHasItsOwn() {
		MethodMap<String> keys = new MethodMap<>((method) -> {
			this.asked.add(method);
			return MethodTable.key(method);
		});
		List<Method> many = List.of(String.class.getMethods());
		for (int i = 0; i < 2; i++) {
			assertThat(many).allSatisfy((method) -> assertThat(keys.get(method)).isEqualTo(MethodTable.key(method)));
		}
		assertThat(this.asked).hasSameSizeAs(many);
	}

	@Test
	void whoMakesAMethodForEachCallIsAnsweredAndFillsNothing() throws Exception {
		for (int i = 0; i < 2000; i++) {
			assertThat(this.names.get(method("run"))).isEqualTo("run it");
		}
		Method late = method("run");
		this.asked.clear();
		this.names.get(late);
		this.names.get(late);
		assertThat(this.asked).as("it is not kept any more").hasSize(2);
	}

}
