package io.distsys.library;

import io.distsys.worker.WorkerTypeDefinition;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

@AutoConfiguration
public class MeterAutoConfiguration {

	@Bean
	WorkerTypeDefinition meter(ObjectProvider<Tariff> tariff) {
		return WorkerTypeDefinition.of(MeterWorker.class,
				(context) -> new MeterWorker(context.key(), tariff.getObject()));
	}

}
