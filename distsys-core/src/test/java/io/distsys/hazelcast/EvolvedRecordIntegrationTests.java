package io.distsys.hazelcast;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import javax.tools.ToolProvider;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In a rolling update two members have two versions of a class: the next one has a field
 * more.
 */
class EvolvedRecordIntegrationTests {

	@TempDir
	private Path directory;

	private ClassLoader before;

	private ClassLoader after;

	private HazelcastInstance older;

	private HazelcastInstance newer;

	@BeforeEach
	void startBothVersions() throws IOException {
		LocalCluster cluster = new LocalCluster();
		this.before = compile("before", "public record Price(String of, int cents) { }");
		this.after = compile("after", """
				import java.util.*;
				public record Price(String of, int cents, String currency, Integer discount, Tax tax) {
					public enum Kind { SALES, IMPORT }
					public record Tax(Kind kind, Kind[] array, List<Kind> list, Set<Kind> sorted, Map<Kind, Tax> parts,
							Optional<Tax> next) {
						public static Tax of(Tax next) {
							Map<Kind, Tax> parts = new TreeMap<>();
							if (next != null) {
								parts.put(Kind.SALES, next);
							}
							return new Tax(Kind.IMPORT, Kind.values(), List.of(Kind.SALES),
									new TreeSet<>(List.of(Kind.values())), parts, Optional.ofNullable(next));
						}
					}
				}
				""");
		this.older = start(cluster, "older", this.before);
		this.newer = start(cluster, "newer", this.after);
	}

	private ClassLoader compile(String version, String source) throws IOException {
		Path root = Files.createDirectories(this.directory.resolve(version));
		Path file = root.resolve("Price.java");
		Files.writeString(file, "package evolved;\n" + source);
		assertThat(ToolProvider.getSystemJavaCompiler().run(null, null, null, "-d", root.toString(), file.toString()))
			.isZero();
		return new URLClassLoader(new URL[] { root.toUri().toURL() }, getClass().getClassLoader());
	}

	private static HazelcastInstance start(LocalCluster cluster, String name, ClassLoader loader) {
		return Hazelcast
			.newHazelcastInstance(new HazelcastConfigurer(cluster.settings, LocalCluster.node(name), loader).create());
	}

	@AfterEach
	void stop() {
		this.older.getLifecycleService().terminate();
		this.newer.getLifecycleService().terminate();
	}

	private static Object price(ClassLoader version, Object... values) throws ReflectiveOperationException {
		return version.loadClass("evolved.Price").getConstructors()[0].newInstance(values);
	}

	@Test
	void whatTheOlderSideHasNotSaidIsNull() throws Exception {
		byte[] bytes = new HazelcastCodec(this.older).encode(price(this.before, "tea", 250));
		assertThat(new HazelcastCodec(this.newer).decode(bytes))
			.isEqualTo(price(this.after, "tea", 250, null, null, null));
	}

	@Test
	void whatTheOlderSideDoesNotKnowIsLeftOut() throws Exception {
		byte[] bytes = new HazelcastCodec(this.newer).encode(price(this.after, "tea", 250, "EUR", 10, null));
		assertThat(new HazelcastCodec(this.older).decode(bytes)).isEqualTo(price(this.before, "tea", 250));
	}

	/** Classes that only the newer side has, in all places in which a value can be. */
	@Test
	void whatTheOlderSideDoesNotKnowMayBeOfClassesThatItDoesNotHave() throws Exception {
		Class<?> tax = this.after.loadClass("evolved.Price$Tax");
		Method of = tax.getMethod("of", tax);
		Object price = price(this.after, "tea", 250, "EUR", 10, of.invoke(null, of.invoke(null, (Object) null)));
		byte[] bytes = new HazelcastCodec(this.newer).encode(List.of(price, price));
		Object known = price(this.before, "tea", 250);
		assertThat(new HazelcastCodec(this.older).decode(bytes)).isEqualTo(List.of(known, known));
	}

}
