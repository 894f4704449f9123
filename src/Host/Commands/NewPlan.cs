using Hub.Platform.Plan;

namespace Hub.Host.Commands;

/// <summary>The files of a new plan.</summary>
internal static class NewPlan
{
    /// <summary>Returns them by their paths.</summary>
    /// <param name="capability">The business area.</param>
    /// <param name="legacy">The address of what answers today.</param>
    public static IReadOnlyDictionary<string, string> Files(string capability, string legacy) =>
        new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["hub.yaml"] = $$"""
                {{PlanFileKinds.CommentFor("hub", depth: 0)}}
                # What holds for the whole hub.
                expose: true              # answers name their route, side and revision: for trying out, not for the public

                # Where requests go that no route claims, unchanged:
                # catchAll:
                #   - { path: /, to: "{{legacy}}" }

                """,
            [$"capabilities/{capability}.yaml"] = $$"""
                {{PlanFileKinds.CommentFor("capability", depth: 1)}}
                # A business area, its routes, and who answers them.
                capability: {{capability}}
                owner: nobody-yet         # the team that answers for it
                zone: outside             # or inside: a shift forward waits for a second person
                access: forward           # callers' own credentials pass on; or anonymous, token, jwt

                # Who answers. Both sides speak the same contract; a shift changes which of them is asked.
                sides:
                  legacy: {{legacy}}
                  # new: http://127.0.0.1:9001          # what takes over

                # Requests that move together stand together: all of a customer, say. A canary needs it.
                # cohort: { key: customerId, from: [header X-Customer-Id], seed: customer }

                routes:
                  {{capability}}.list: GET /api/{{capability}}
                  {{capability}}.get: GET /api/{{capability}}/{id}
                  {{capability}}.place: POST /api/{{capability}}

                # What has to be proved before the new side gets everything:
                # gates:
                #   new: { mismatch: 0.1%, confidence: 95%, soak: 1h }

                """,
            ["environments/prod.yaml"] = $$"""
                {{PlanFileKinds.CommentFor("environment", depth: 1)}}
                # What differs in production, laid over the files by --env prod. Addresses and secrets may come from outside:
                # export {{Variable(capability)}}=http://{{capability}}.internal:8080
                hub: { expose: false }
                capabilities:
                  {{capability}}: { sides: { legacy: "${env:{{Variable(capability)}}}" } }

                """,
        };

    private static string Variable(string capability) =>
        $"{capability.Replace('-', '_').ToUpperInvariant()}_URL";
}
