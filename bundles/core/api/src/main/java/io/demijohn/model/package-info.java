/**
 * Language and embedding models. Implement {@link io.demijohn.model.ChatModel} to bring a model;
 * one service is one model.
 */
@Export
@Version("1.0.0")
@NullMarked
package io.demijohn.model;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
