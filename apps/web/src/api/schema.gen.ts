// Made by `npm run client` from the OpenAPI document; a test compares.
export interface paths {
    "/api/v1/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Version and models.
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            models: {
                                aligner: string;
                                bundled: boolean;
                                encoder: string;
                                note: string;
                                /** @description Digest of encoder and aligner: what baselines must have. */
                                space: string;
                                text_encoder: string;
                            };
                            started_at: number;
                            version: string;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aligners": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Aligners: the bundled one and those that were fitted or imported.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            aligners: {
                                created_at: number | null;
                                created_by: string | null;
                                digest: string;
                                /** @description The newest evaluation. */
                                evaluated: {
                                    at: number;
                                    cosine: number;
                                    images: number;
                                    on: string;
                                    /** @description About the grand mean of the target, as the paper has it. */
                                    r2: number;
                                    /** @description About each dimension's own mean: the stricter figure. */
                                    r2_centred: number;
                                    /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                    retained_accuracy: number | null;
                                } | null;
                                /** @description It maps the encoder in use into the text space in use. */
                                fits: boolean;
                                /** @description Why it does not fit. */
                                fits_not: string | null;
                                /** @description On images kept apart when it was fitted. */
                                held_out: {
                                    cosine: number;
                                    images: number;
                                    /** @description About the grand mean of the target, as the paper has it. */
                                    r2: number;
                                    /** @description About each dimension's own mean: the stricter figure. */
                                    r2_centred: number;
                                    /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                    retained_accuracy: number | null;
                                } | null;
                                images: {
                                    held_out: number;
                                    training: number;
                                } | null;
                                /** @description The running service embeds by it. */
                                in_use: boolean;
                                method: string | null;
                                /** @description "bundled" is the one that comes with conceptwatch. */
                                name: string;
                                objective: string | null;
                                /** @description The folder it was fitted on, or the file it came from. */
                                origin: string | null;
                                /** @description The aligner that was in use when this one was made. */
                                parent: string | null;
                                /** @description It was chosen last: in use, or from the next start on. */
                                promoted: boolean;
                                source: {
                                    digest: string | null;
                                    name: string;
                                } | null;
                                source_dim: number;
                                /**
                                 * @description When a promotion or a roll-back takes effect: in a cluster at once, in all its processes.
                                 * @enum {string}
                                 */
                                takes_effect: "at-once" | "next-start";
                                target: {
                                    digest: string | null;
                                    name: string;
                                } | null;
                                target_dim: number;
                            }[];
                            /** @description What a roll-back would use; null when nothing was promoted. */
                            back_to: string | null;
                            /** @description The setting that names an aligner, so that promotion has no say; null without one. */
                            fixed_by: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Import an aligner: safetensors, .npz or PyTorch .pth of {W, b} as the body. A pickle is read as data and executes nothing.
         * @description Needs the role operator; of a token with scopes, the scope library.
         */
        post: {
            parameters: {
                query?: {
                    /** @description What to call it. */
                    name?: string;
                };
                header?: {
                    /** @description A repeated request with the same key gets the first answer. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/octet-stream": string;
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: number | null;
                            created_by: string | null;
                            digest: string;
                            /** @description The newest evaluation. */
                            evaluated: {
                                at: number;
                                cosine: number;
                                images: number;
                                on: string;
                                /** @description About the grand mean of the target, as the paper has it. */
                                r2: number;
                                /** @description About each dimension's own mean: the stricter figure. */
                                r2_centred: number;
                                /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                retained_accuracy: number | null;
                            } | null;
                            /** @description It maps the encoder in use into the text space in use. */
                            fits: boolean;
                            /** @description Why it does not fit. */
                            fits_not: string | null;
                            /** @description On images kept apart when it was fitted. */
                            held_out: {
                                cosine: number;
                                images: number;
                                /** @description About the grand mean of the target, as the paper has it. */
                                r2: number;
                                /** @description About each dimension's own mean: the stricter figure. */
                                r2_centred: number;
                                /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                retained_accuracy: number | null;
                            } | null;
                            images: {
                                held_out: number;
                                training: number;
                            } | null;
                            /** @description The running service embeds by it. */
                            in_use: boolean;
                            method: string | null;
                            /** @description "bundled" is the one that comes with conceptwatch. */
                            name: string;
                            objective: string | null;
                            /** @description The folder it was fitted on, or the file it came from. */
                            origin: string | null;
                            /** @description The aligner that was in use when this one was made. */
                            parent: string | null;
                            /** @description It was chosen last: in use, or from the next start on. */
                            promoted: boolean;
                            source: {
                                digest: string | null;
                                name: string;
                            } | null;
                            source_dim: number;
                            /**
                             * @description When a promotion or a roll-back takes effect: in a cluster at once, in all its processes.
                             * @enum {string}
                             */
                            takes_effect: "at-once" | "next-start";
                            target: {
                                digest: string | null;
                                name: string;
                            } | null;
                            target_dim: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aligners/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One aligner with its newest evaluation.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Which principal components of the source make up those of the target; rows of unit length. */
                            components: {
                                diagonal: number[];
                                random: number[];
                                size: number;
                                weights: number[][];
                            } | null;
                            created_at: number | null;
                            created_by: string | null;
                            digest: string;
                            /** @description The newest evaluation. */
                            evaluated: {
                                at: number;
                                cosine: number;
                                images: number;
                                on: string;
                                /** @description About the grand mean of the target, as the paper has it. */
                                r2: number;
                                /** @description About each dimension's own mean: the stricter figure. */
                                r2_centred: number;
                                /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                retained_accuracy: number | null;
                            } | null;
                            /** @description It maps the encoder in use into the text space in use. */
                            fits: boolean;
                            /** @description Why it does not fit. */
                            fits_not: string | null;
                            /** @description On images kept apart when it was fitted. */
                            held_out: {
                                cosine: number;
                                images: number;
                                /** @description About the grand mean of the target, as the paper has it. */
                                r2: number;
                                /** @description About each dimension's own mean: the stricter figure. */
                                r2_centred: number;
                                /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                retained_accuracy: number | null;
                            } | null;
                            images: {
                                held_out: number;
                                training: number;
                            } | null;
                            /** @description The running service embeds by it. */
                            in_use: boolean;
                            method: string | null;
                            /** @description "bundled" is the one that comes with conceptwatch. */
                            name: string;
                            objective: string | null;
                            /** @description The folder it was fitted on, or the file it came from. */
                            origin: string | null;
                            /** @description The aligner that was in use when this one was made. */
                            parent: string | null;
                            /** @description It was chosen last: in use, or from the next start on. */
                            promoted: boolean;
                            /** @description Of the newest evaluation. */
                            r2_per_dimension: (number | null)[];
                            source: {
                                digest: string | null;
                                name: string;
                            } | null;
                            source_dim: number;
                            /**
                             * @description When a promotion or a roll-back takes effect: in a cluster at once, in all its processes.
                             * @enum {string}
                             */
                            takes_effect: "at-once" | "next-start";
                            target: {
                                digest: string | null;
                                name: string;
                            } | null;
                            target_dim: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aligners/{name}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An aligner as a file.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: {
                    /** @description safetensors, npz, pth or onnx. */
                    format?: string;
                };
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aligners/{name}/promote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Use this aligner: in a cluster at once, otherwise from the next start on.
         * @description Needs the role admin; of a token with scopes, the scope library.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Of the aligner, as its preview says. */
                        digest: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            aligners: {
                                created_at: number | null;
                                created_by: string | null;
                                digest: string;
                                /** @description The newest evaluation. */
                                evaluated: {
                                    at: number;
                                    cosine: number;
                                    images: number;
                                    on: string;
                                    /** @description About the grand mean of the target, as the paper has it. */
                                    r2: number;
                                    /** @description About each dimension's own mean: the stricter figure. */
                                    r2_centred: number;
                                    /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                    retained_accuracy: number | null;
                                } | null;
                                /** @description It maps the encoder in use into the text space in use. */
                                fits: boolean;
                                /** @description Why it does not fit. */
                                fits_not: string | null;
                                /** @description On images kept apart when it was fitted. */
                                held_out: {
                                    cosine: number;
                                    images: number;
                                    /** @description About the grand mean of the target, as the paper has it. */
                                    r2: number;
                                    /** @description About each dimension's own mean: the stricter figure. */
                                    r2_centred: number;
                                    /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                    retained_accuracy: number | null;
                                } | null;
                                images: {
                                    held_out: number;
                                    training: number;
                                } | null;
                                /** @description The running service embeds by it. */
                                in_use: boolean;
                                method: string | null;
                                /** @description "bundled" is the one that comes with conceptwatch. */
                                name: string;
                                objective: string | null;
                                /** @description The folder it was fitted on, or the file it came from. */
                                origin: string | null;
                                /** @description The aligner that was in use when this one was made. */
                                parent: string | null;
                                /** @description It was chosen last: in use, or from the next start on. */
                                promoted: boolean;
                                source: {
                                    digest: string | null;
                                    name: string;
                                } | null;
                                source_dim: number;
                                /**
                                 * @description When a promotion or a roll-back takes effect: in a cluster at once, in all its processes.
                                 * @enum {string}
                                 */
                                takes_effect: "at-once" | "next-start";
                                target: {
                                    digest: string | null;
                                    name: string;
                                } | null;
                                target_dim: number;
                            }[];
                            /** @description What a roll-back would use; null when nothing was promoted. */
                            back_to: string | null;
                            /** @description The setting that names an aligner, so that promotion has no say; null without one. */
                            fixed_by: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aligners/{name}/promotion": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would have to be made again if this aligner were used.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            allowed: boolean;
                            /** @description Banks that stay as they are: words do not go through the aligner. */
                            banks: string[];
                            /** @description Baselines of another space: to be made again. */
                            baselines: {
                                /** @description Its folder is on this machine, so that it can be made again from there. */
                                folder: boolean;
                                id: string;
                                images: number;
                                origin: string;
                                streams: string[];
                            }[];
                            /** @description Send it with the promotion: what was looked at is what is promoted. */
                            digest: string;
                            name: string;
                            /** @description Streams whose stored scores and embeddings cannot be compared with new ones. */
                            streams: {
                                stored: number;
                                stream: string;
                            }[];
                            why_not: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/aligners/rollback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go back to the aligner that was used before: in a cluster at once, otherwise from the next start on.
         * @description Needs the role admin; of a token with scopes, the scope library.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A repeated request with the same key gets the first answer. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            aligners: {
                                created_at: number | null;
                                created_by: string | null;
                                digest: string;
                                /** @description The newest evaluation. */
                                evaluated: {
                                    at: number;
                                    cosine: number;
                                    images: number;
                                    on: string;
                                    /** @description About the grand mean of the target, as the paper has it. */
                                    r2: number;
                                    /** @description About each dimension's own mean: the stricter figure. */
                                    r2_centred: number;
                                    /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                    retained_accuracy: number | null;
                                } | null;
                                /** @description It maps the encoder in use into the text space in use. */
                                fits: boolean;
                                /** @description Why it does not fit. */
                                fits_not: string | null;
                                /** @description On images kept apart when it was fitted. */
                                held_out: {
                                    cosine: number;
                                    images: number;
                                    /** @description About the grand mean of the target, as the paper has it. */
                                    r2: number;
                                    /** @description About each dimension's own mean: the stricter figure. */
                                    r2_centred: number;
                                    /** @description Accuracy by text through the aligner in units of the target's own; null when nobody gave labels. */
                                    retained_accuracy: number | null;
                                } | null;
                                images: {
                                    held_out: number;
                                    training: number;
                                } | null;
                                /** @description The running service embeds by it. */
                                in_use: boolean;
                                method: string | null;
                                /** @description "bundled" is the one that comes with conceptwatch. */
                                name: string;
                                objective: string | null;
                                /** @description The folder it was fitted on, or the file it came from. */
                                origin: string | null;
                                /** @description The aligner that was in use when this one was made. */
                                parent: string | null;
                                /** @description It was chosen last: in use, or from the next start on. */
                                promoted: boolean;
                                source: {
                                    digest: string | null;
                                    name: string;
                                } | null;
                                source_dim: number;
                                /**
                                 * @description When a promotion or a roll-back takes effect: in a cluster at once, in all its processes.
                                 * @enum {string}
                                 */
                                takes_effect: "at-once" | "next-start";
                                target: {
                                    digest: string | null;
                                    name: string;
                                } | null;
                                target_dim: number;
                            }[];
                            /** @description What a roll-back would use; null when nothing was promoted. */
                            back_to: string | null;
                            /** @description The setting that names an aligner, so that promotion has no say; null without one. */
                            fixed_by: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who changed what, newest first.
         * @description Needs the role admin; of a token with scopes, the scope access.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only older than this time. */
                    before?: number;
                    /** @description Most entries. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Method and path. */
                            action: string;
                            address: string;
                            after?: string;
                            at: number;
                            before?: string;
                            id: string;
                            role: ("viewer" | "operator" | "admin") | null;
                            /** @description HTTP status: 4xx were refused. */
                            status: number;
                            /** @description Name of the token; "nobody" for who was not logged in. */
                            who: string;
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/banks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Concept banks.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            concepts: {
                                concept: string;
                                text: string;
                            }[];
                            description?: string;
                            /** @description What scores are comparable under. */
                            digest: string;
                            name: string;
                            /** @description Streams that are scored with it. */
                            streams: string[];
                            updated_at: number;
                            version: number;
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/banks/{bank}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One concept bank as text, with its versions.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    bank: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            concepts: {
                                concept: string;
                                text: string;
                            }[];
                            description?: string;
                            /** @description What scores are comparable under. */
                            digest: string;
                            name: string;
                            /** @description Streams that are scored with it. */
                            streams: string[];
                            /** @description The bank as YAML; empty for a bank that an older conceptwatch kept. */
                            text: string;
                            updated_at: number;
                            version: number;
                            /** @description Newest first. */
                            versions: {
                                concepts: number;
                                current: boolean;
                                digest: string;
                                kept_at: number;
                            }[];
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/banks/{bank}/versions/{digest}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A version of a concept bank as text.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    bank: string;
                    digest: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            digest: string;
                            kept_at: number;
                            name: string;
                            text: string;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/baselines": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Baselines.
         * @description Needs the role viewer; of a token with scopes, the scope library.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: number;
                            description: string;
                            /** @description Why it cannot be compared with what the models in use see; null when it can. */
                            fits_not: string | null;
                            id: string;
                            images: number;
                            origin: string;
                            refused: number;
                            /** @description Where each segment, such as day and night, has a baseline of its own. */
                            segments: {
                                images: number;
                                name: string;
                            }[];
                            /** @description Digest of the models that embedded it. */
                            space: string;
                            /** @description Streams that are compared with it. */
                            streams: string[];
                            version: number;
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/job-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What jobs there are, with the options of each.
         * @description Needs the role viewer; of a token with scopes, the scope jobs.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            description: string;
                            job: string;
                            /** @description JSON Schema of the options, with defaults and descriptions: the form. */
                            options: {
                                [key: string]: unknown;
                            };
                            title: string;
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Jobs, newest first.
         * @description Needs the role viewer; of a token with scopes, the scope jobs.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Id of the last job of the page before. */
                    before?: string;
                    /** @description Most jobs of a page. */
                    limit?: number;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Newest first. */
                            jobs: {
                                /** @description How often it was begun. */
                                attempts: number;
                                created_at: number;
                                created_by: string;
                                error: {
                                    code: string;
                                    detail: string;
                                } | null;
                                files: {
                                    bytes: number;
                                    content_type: string;
                                    name: string;
                                }[];
                                finished_at: number | null;
                                id: string;
                                /** @description Which job: a name of GET /api/v1/job-types. */
                                job: string;
                                options: {
                                    [key: string]: unknown;
                                };
                                progress: {
                                    done: number;
                                    label: string;
                                    total: number;
                                } | null;
                                /** @description Estimated from the progress; null while that says nothing. */
                                seconds_left: number | null;
                                started_at: number | null;
                                /** @enum {string} */
                                status: "queued" | "running" | "done" | "failed" | "cancelled";
                                /** @description The result in a sentence. */
                                summary: string | null;
                            }[];
                            /** @description `before` of the next page. */
                            next: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Begin a job. With the header idempotency-key a repeated post gives the same job.
         * @description Needs the role operator; of a token with scopes, the scope jobs.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A repeated request with the same key gets the first answer. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        job: string;
                        /** @default {} */
                        options: {
                            [key: string]: unknown;
                        };
                    };
                };
            };
            responses: {
                /** @description The answer. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How often it was begun. */
                            attempts: number;
                            created_at: number;
                            created_by: string;
                            error: {
                                code: string;
                                detail: string;
                            } | null;
                            files: {
                                bytes: number;
                                content_type: string;
                                name: string;
                            }[];
                            finished_at: number | null;
                            id: string;
                            /** @description Which job: a name of GET /api/v1/job-types. */
                            job: string;
                            options: {
                                [key: string]: unknown;
                            };
                            progress: {
                                done: number;
                                label: string;
                                total: number;
                            } | null;
                            /** @description Estimated from the progress; null while that says nothing. */
                            seconds_left: number | null;
                            started_at: number | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "done" | "failed" | "cancelled";
                            /** @description The result in a sentence. */
                            summary: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One job with its progress.
         * @description Needs the role viewer; of a token with scopes, the scope jobs.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How often it was begun. */
                            attempts: number;
                            created_at: number;
                            created_by: string;
                            error: {
                                code: string;
                                detail: string;
                            } | null;
                            files: {
                                bytes: number;
                                content_type: string;
                                name: string;
                            }[];
                            finished_at: number | null;
                            id: string;
                            /** @description Which job: a name of GET /api/v1/job-types. */
                            job: string;
                            options: {
                                [key: string]: unknown;
                            };
                            progress: {
                                done: number;
                                label: string;
                                total: number;
                            } | null;
                            /** @description Estimated from the progress; null while that says nothing. */
                            seconds_left: number | null;
                            started_at: number | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "done" | "failed" | "cancelled";
                            /** @description The result in a sentence. */
                            summary: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a job; a running one ends within seconds.
         * @description Needs the role operator; of a token with scopes, the scope jobs.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How often it was begun. */
                            attempts: number;
                            created_at: number;
                            created_by: string;
                            error: {
                                code: string;
                                detail: string;
                            } | null;
                            files: {
                                bytes: number;
                                content_type: string;
                                name: string;
                            }[];
                            finished_at: number | null;
                            id: string;
                            /** @description Which job: a name of GET /api/v1/job-types. */
                            job: string;
                            options: {
                                [key: string]: unknown;
                            };
                            progress: {
                                done: number;
                                label: string;
                                total: number;
                            } | null;
                            /** @description Estimated from the progress; null while that says nothing. */
                            seconds_left: number | null;
                            started_at: number | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "done" | "failed" | "cancelled";
                            /** @description The result in a sentence. */
                            summary: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/files/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A file of the result: JSON, CSV, HTML.
         * @description Needs the role viewer; of a token with scopes, the scope jobs.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                    name: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/octet-stream": unknown;
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The result as JSON.
         * @description Needs the role viewer; of a token with scopes, the scope jobs.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin a failed or cancelled job again.
         * @description Needs the role operator; of a token with scopes, the scope jobs.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description How often it was begun. */
                            attempts: number;
                            created_at: number;
                            created_by: string;
                            error: {
                                code: string;
                                detail: string;
                            } | null;
                            files: {
                                bytes: number;
                                content_type: string;
                                name: string;
                            }[];
                            finished_at: number | null;
                            id: string;
                            /** @description Which job: a name of GET /api/v1/job-types. */
                            job: string;
                            options: {
                                [key: string]: unknown;
                            };
                            progress: {
                                done: number;
                                label: string;
                                total: number;
                            } | null;
                            /** @description Estimated from the progress; null while that says nothing. */
                            seconds_left: number | null;
                            started_at: number | null;
                            /** @enum {string} */
                            status: "queued" | "running" | "done" | "failed" | "cancelled";
                            /** @description The result in a sentence. */
                            summary: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Server-sent events: streams, drift, event, image.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description The stream to follow. */
                    stream?: string;
                };
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "text/event-stream": unknown;
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This document.
         * @description Needs no token.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The session of this cookie or token.
         * @description Needs the role viewer.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            csrf_token: string;
                            expires_at: number;
                            /** @enum {string} */
                            role: "viewer" | "operator" | "admin";
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Exchange a token for a session cookie.
         * @description Needs no token.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        token: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            csrf_token: string;
                            expires_at: number;
                            /** @enum {string} */
                            role: "viewer" | "operator" | "admin";
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        /**
         * Log out.
         * @description Needs the role viewer.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * All streams and how they are.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            /** @description Concepts in alarm. */
                            active: number;
                            bank: {
                                concepts: number;
                                name: string;
                            };
                            baseline: {
                                detail?: string;
                                id: string | null;
                                images: number;
                                smallest_provable_effect: number | null;
                                /** @enum {string} */
                                status: "ok" | "small" | "too-small" | "missing" | "mismatch";
                            };
                            /** @description Images tracked since the stream began. */
                            images: number;
                            images_per_second: number | null;
                            /** @description Images received and not yet tracked. */
                            lag: number;
                            last_image_at: number | null;
                            refused: number;
                            /** @enum {string} */
                            status: "starting" | "waiting" | "filling" | "quiet" | "drifting" | "unmonitored";
                            stream: string;
                            window: {
                                count: number;
                                size: number;
                            };
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Create a stream with a baseline.
         * @description Needs the role operator; of a token with scopes, the scope streams.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A repeated request with the same key gets the first answer. */
                    "idempotency-key"?: string;
                };
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        bank?: string;
                        /** @description Id of a baseline. */
                        baseline: string;
                        name: string;
                        window?: number;
                    };
                };
            };
            responses: {
                /** @description Done. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        /**
         * Give a stream another baseline, bank, window or promise, while it runs.
         * @description Needs the role operator; of a token with scopes, the scope streams.
         */
        patch: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Bank that it is scored with from the next image on. */
                        bank?: string;
                        /** @description Id of the baseline it is compared with from now on. */
                        baseline?: string;
                        /** @description Promised mean number of images between false alarms of the whole bank. */
                        images_between_false_alarms?: number;
                        /** @description Images of the rolling window. */
                        window?: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bank: string;
                            baseline: string;
                            images_between_false_alarms: number;
                            /** @enum {string} */
                            mode: "proved" | "calibrated";
                            stream: string;
                            window: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        trace?: never;
    };
    "/api/v1/streams/{stream}/concepts/{concept}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One concept: distributions, history, example images.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    concept: string;
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            acknowledged: boolean;
                            active: boolean;
                            certified: boolean;
                            concept: string;
                            density: {
                                baseline: number[];
                                edges: number[];
                                window: number[];
                            };
                            direction: ("rose" | "fell") | null;
                            ecdf: {
                                at: number[];
                                baseline: number[];
                                window: number[];
                            };
                            /** @description Mixture e-SR evidence; the alarm threshold is `threshold` of the stream. */
                            evidence: number;
                            exemplars: {
                                after: {
                                    captured_at: number;
                                    image_id: string;
                                    score: number;
                                    thumbnail_url: string;
                                }[];
                                before: {
                                    captured_at: number;
                                    image_id: string;
                                    score: number;
                                    thumbnail_url: string;
                                }[];
                            };
                            history: {
                                at: number;
                                evidence: number;
                                ks: number | null;
                            }[];
                            /** @description D; null until the window can be judged. */
                            ks: number | null;
                            location: number | null;
                            /** @description Nobody is notified until then. */
                            muted_until: number | null;
                            onset_at: number | null;
                            /** @description Share of the baseline below the cut that moved most; null while there is no alarm. */
                            quantile: number | null;
                            share: number | null;
                            /** @description Estimated time of the change. */
                            since: number | null;
                            stream: string;
                            text: string;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/concepts/{concept}/acknowledge": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Acknowledge an alarm.
         * @description Needs the role operator; of a token with scopes, the scope streams.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    concept: string;
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            acknowledged: boolean;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/concepts/{concept}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Nobody is notified of a concept for some hours; it is measured as before.
         * @description Needs the role operator; of a token with scopes, the scope streams.
         */
        put: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    concept: string;
                    stream: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description For how long. */
                        hours: number;
                        /**
                         * @description A note for people.
                         * @default
                         */
                        reason: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            by: string;
                            reason: string;
                            until: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        post?: never;
        /**
         * Notify of a concept again.
         * @description Needs the role operator; of a token with scopes, the scope streams.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    concept: string;
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/drift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The drift state of a stream, in numbers and in words.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            baseline: {
                                detail?: string;
                                id: string | null;
                                images: number;
                                smallest_provable_effect: number | null;
                                /** @enum {string} */
                                status: "ok" | "small" | "too-small" | "missing" | "mismatch";
                            };
                            /** @description Alarms first, then by D. */
                            concepts: {
                                acknowledged: boolean;
                                active: boolean;
                                certified: boolean;
                                concept: string;
                                direction: ("rose" | "fell") | null;
                                /** @description Mixture e-SR evidence; the alarm threshold is `threshold` of the stream. */
                                evidence: number;
                                /** @description D; null until the window can be judged. */
                                ks: number | null;
                                location: number | null;
                                /** @description Nobody is notified until then. */
                                muted_until: number | null;
                                onset_at: number | null;
                                /** @description Share of the baseline below the cut that moved most; null while there is no alarm. */
                                quantile: number | null;
                                share: number | null;
                                /** @description Estimated time of the change. */
                                since: number | null;
                                text: string;
                            }[];
                            /** @description The mean shift in words, also for what the bank does not list. */
                            decoded: string[];
                            images: number;
                            promise: {
                                certified: boolean;
                                images_between_false_alarms: number;
                                /** @enum {string} */
                                mode: "proved" | "calibrated";
                                note: string;
                                rank_autocorrelation?: {
                                    /** @description Largest rank autocorrelation of neighbouring baseline images over the bank. */
                                    baseline: number | null;
                                    /** @description The same of the images that count as evidence, per source, while they come. */
                                    stream: number | null;
                                };
                                thinning?: {
                                    /** @description Evidence counts every so many-th image of each source. */
                                    every: number;
                                    /** @enum {string} */
                                    source: "configured" | "baseline";
                                };
                            };
                            /** @description What changed, in words; or that nothing did. */
                            sentence: string;
                            /** @enum {string} */
                            status: "starting" | "waiting" | "filling" | "quiet" | "drifting" | "unmonitored";
                            stream: string;
                            /** @description Evidence at which a lone concept alarms. */
                            threshold: number;
                            window: {
                                count: number;
                                size: number;
                            };
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Drift events, newest first.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only older than this time. */
                    before?: number;
                    /** @description Most events. */
                    limit?: number;
                };
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            at: number;
                            certified: boolean;
                            concept: string;
                            /** @enum {string} */
                            direction: "rose" | "fell";
                            evidence: number;
                            id: string;
                            /** @enum {string} */
                            kind: "onset" | "recovery" | "acknowledged";
                            ks: number;
                            location: number;
                            /** @description Share of the baseline below the cut that moved most. */
                            quantile?: number;
                            sentence: string;
                            share: number;
                            since: number;
                            stream: string;
                            text: string;
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/heatmap": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * D of every concept over time.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Most points of time. */
                    points?: number;
                };
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            at: number[];
                            concepts: {
                                concept: string;
                                ks: (number | null)[];
                                text: string;
                            }[];
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/images": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The newest tracked images.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Most images. */
                    limit?: number;
                };
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            captured_at: number;
                            image_id: string;
                            source: string;
                            thumbnail_url: string;
                            top: {
                                concept: string;
                                /** @description Share of the baseline below this score. */
                                percentile: number;
                                score: number;
                                text: string;
                            }[];
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Send one image (bytes) or several (multipart); answered once durable.
         * @description Needs the role operator; of a token with scopes, the scope images.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A repeated request with the same key gets the first answer. */
                    "idempotency-key"?: string;
                };
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "multipart/form-data": string;
                };
            };
            responses: {
                /** @description The answer. */
                202: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            id: string;
                            received_at: number;
                            stream: string;
                        } | {
                            accepted: {
                                id: string;
                                received_at: number;
                                stream: string;
                            }[];
                            refused: {
                                detail: string;
                                name: string;
                                reason: string;
                            }[];
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/images/{id}/thumbnail": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A small re-encoded picture of an image.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Longest edge in pixels. */
                    edge?: number;
                };
                header?: never;
                path: {
                    id: string;
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "image/webp": unknown;
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/normal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What would no longer be told if the newest images were the baseline.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description How many of the newest images; 1000 when absent. */
                    images?: number;
                };
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            advice?: string;
                            /** @description What the stream is compared with now. */
                            baseline: {
                                id: string;
                                images: number;
                            };
                            /** @description Time of the oldest of these images. */
                            from: number;
                            /** @description Concepts in which these images differ from the baseline of today, strongest first. */
                            hidden: {
                                /** @description In alarm now. */
                                active: boolean;
                                concept: string;
                                /** @enum {string} */
                                direction: "rose" | "fell";
                                ks: number;
                                q_value: number;
                                share: number;
                                text: string;
                            }[];
                            images: number;
                            sentence: string;
                            /** @description Smallest change of a share that the new baseline could prove. */
                            smallest_provable_effect: number | null;
                            stream: string;
                            to: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make the newest images of a stream its baseline.
         * @description Needs the role operator; of a token with scopes, the scope streams.
         */
        post: {
            parameters: {
                query?: never;
                header?: {
                    /** @description A repeated request with the same key gets the first answer. */
                    "idempotency-key"?: string;
                };
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Name of the new baseline; made of the stream and the day when absent. */
                        id?: string;
                        /** @description How many of the newest stored images are normal from now on. */
                        images: number;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bank: string;
                            baseline: string;
                            images_between_false_alarms: number;
                            /** @enum {string} */
                            mode: "proved" | "calibrated";
                            stream: string;
                            window: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/phrase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How any phrase scores over the newest images and the baseline.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /**
                         * @description Ids of stored images that do not show it.
                         * @default []
                         */
                        counterexamples: string[];
                        /**
                         * @description Ids of stored images that show it: the phrase is moved towards them.
                         * @default []
                         */
                        examples: string[];
                        /** @description Any phrase: "a dog in the snow". */
                        text: string;
                    };
                };
            };
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            density: {
                                baseline: number[];
                                edges: number[];
                                window: number[];
                            };
                            /** @enum {string} */
                            direction: "rose" | "fell";
                            ecdf: {
                                at: number[];
                                baseline: number[];
                                window: number[];
                            };
                            highest: {
                                captured_at: number;
                                image_id: string;
                                score: number;
                                thumbnail_url: string;
                            }[];
                            images: {
                                baseline: number;
                                recent: number;
                            };
                            ks: number;
                            lowest: {
                                captured_at: number;
                                image_id: string;
                                score: number;
                                thumbnail_url: string;
                            }[];
                            /** @description Concepts of the bank that mean the same most. */
                            nearest: {
                                concept: string;
                                cosine: number;
                                text: string;
                            }[];
                            p_value: number;
                            /** @description The same phrase over the stored past, oldest first, in parts of as many images each; empty while there are few. */
                            past: {
                                from: number;
                                high: number;
                                images: number;
                                low: number;
                                median: number;
                                to: number;
                            }[];
                            share: number;
                            text: string;
                            /** @description Words that the text encoder does not know; they say nothing. */
                            unknown_words: string[];
                            /** @description The same of the baseline. */
                            usual: {
                                high: number;
                                low: number;
                                median: number;
                            };
                            /** @description The direction that examples made, for a bank: base64 of little-endian binary16. Null for the phrase alone. */
                            vector: string | null;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/refused": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Refused images and why.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: {
                    /** @description Only older than this time. */
                    before?: number;
                    /** @description Most images. */
                    limit?: number;
                };
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            counts: {
                                [key: string]: number;
                            };
                            images: {
                                at: number;
                                detail: string;
                                id: string;
                                reason: string;
                                reference: string;
                                source: string;
                                stream: string;
                            }[];
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/streams/{stream}/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How a stream is defined now.
         * @description Needs the role viewer; of a token with scopes, the scope streams.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    stream: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            bank: string;
                            baseline: string;
                            images_between_false_alarms: number;
                            /** @enum {string} */
                            mode: "proved" | "calibrated";
                            stream: string;
                            window: number;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Access tokens, without their secrets.
         * @description Needs the role admin; of a token with scopes, the scope access.
         */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description The answer. */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: number;
                            expires_at: number | null;
                            id: string;
                            name: string;
                            /** @enum {string} */
                            role: "viewer" | "operator" | "admin";
                            /** @description Null: all that the role may. */
                            scopes: ("images" | "streams" | "jobs" | "library" | "access")[] | null;
                        }[];
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        put?: never;
        /**
         * Make a token. Its secret is in the answer and nowhere else: a repeated post makes another.
         * @description Needs the role admin; of a token with scopes, the scope access.
         */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody: {
                content: {
                    "application/json": {
                        /** @description Never when absent. */
                        expires_in_days?: number;
                        /** @description Whose it is or what it is for. */
                        name: string;
                        /** @enum {string} */
                        role: "viewer" | "operator" | "admin";
                        /** @description Parts of the API that it is for; all that the role may when absent. */
                        scopes?: ("images" | "streams" | "jobs" | "library" | "access")[];
                    };
                };
            };
            responses: {
                /** @description The answer. */
                201: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": {
                            created_at: number;
                            expires_at: number | null;
                            id: string;
                            name: string;
                            /** @enum {string} */
                            role: "viewer" | "operator" | "admin";
                            /** @description Null: all that the role may. */
                            scopes: ("images" | "streams" | "jobs" | "library" | "access")[] | null;
                            /** @description Shown once; only its digest is kept. */
                            secret: string;
                        };
                    };
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke a token and every session that was opened with it.
         * @description Needs the role admin; of a token with scopes, the scope access.
         */
        delete: {
            parameters: {
                query?: never;
                header?: never;
                path: {
                    id: string;
                };
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description Done. */
                204: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                /** @description A problem (RFC 9457). */
                default: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/problem+json": components["schemas"]["Problem"];
                    };
                };
            };
        };
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        Problem: {
            /** @description The slug at the end of type. */
            code: string;
            /** @description What happened and what to do. */
            detail?: string;
            status: number;
            title: string;
            /** @description A stable identifier of the kind of problem, for example "urn:conceptwatch:problem:not-an-image". */
            type: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
