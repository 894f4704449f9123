using System.Text.Json.Nodes;
using Hub.ServiceKit.Changes;
using Hub.Sync.LinkedServices;

namespace Hub.Sync.Conforming;

/// <summary>Tries rules one after the other and keeps what was found of each, with its last request and answer.</summary>
internal sealed class Probe
{
    private const int LongestBody = 300;
    private readonly List<RuleOutcome> _outcomes = [];
    private readonly AsyncLocal<Exchange?> _exchange = new();

    /// <param name="connect">Makes the client, told where each request and answer goes.</param>
    public Probe(Func<Action<ServiceRequest, ServiceAnswer?, string?>, ServiceClient> connect) => Client = connect(Note);

    public ServiceClient Client { get; }

    public IReadOnlyList<RuleOutcome> Outcomes => _outcomes;

    /// <summary>Tries a rule.</summary>
    /// <param name="id">The rule's name.</param>
    /// <param name="rule">The rule, in a sentence.</param>
    /// <param name="check">Returns what to do where the rule is broken; null where it is held.</param>
    /// <returns>Whether it is held.</returns>
    public async Task<bool> TryAsync(string id, string rule, Func<Task<string?>> check)
    {
        var exchange = _exchange.Value = new Exchange();
        string? advice;
        try
        {
            advice = await check();
        }
        catch (RuleNotTriedException e)
        {
            _outcomes.Add(new RuleOutcome(id, rule, RuleOutcome.NotTried) { Advice = e.Message });
            return false;
        }
        catch (Exception e) when (e is ChangeTargetUnavailableException or ServiceAnswerTooLargeException)
        {
            advice = e.Message;
        }

        _outcomes.Add(advice is null
            ? new RuleOutcome(id, rule, RuleOutcome.Passed)
            : new RuleOutcome(id, rule, RuleOutcome.Failed) { Sent = exchange.Sent, Came = exchange.Came, Advice = advice });
        return advice is null;
    }

    /// <summary>Notes a rule that is not tried, and why.</summary>
    public void Skip(string id, string rule, string why) =>
        _outcomes.Add(new RuleOutcome(id, rule, RuleOutcome.NotTried) { Advice = why });

    private void Note(ServiceRequest request, ServiceAnswer? answer, string? failure)
    {
        if (_exchange.Value is not { } exchange)
            return;
        exchange.Sent = string.Join(", ", request.Headers.Select(h => $"{h.Name}: {h.Value}")
            .Prepend($"{request.Method} {request.Target}"));
        if (request.Content is { } content)
            exchange.Sent += $" {content.ToJsonString()}";
        exchange.Came = answer is null ? failure : Tell(answer);
    }

    private static string Tell(ServiceAnswer answer)
    {
        var parts = new List<string> { $"{answer.Status}" };
        foreach (var (name, value) in new[]
            { ("ETag", answer.ETag), ("Hub-Change", answer.Change), ("Content-Type", answer.MediaType) })
            if (value is not null)
                parts.Add($"{name}: {value}");
        if (answer.WasDryRun)
            parts.Add("Preference-Applied: dry-run");
        // Records of others are no business of whoever reads this.
        parts.Add(answer.Body switch
        {
            JsonArray events => $"{events.Count} events",
            JsonObject record when answer.IsDone => $"a JSON object with {string.Join(", ", record.Select(m => m.Key).Take(10))}",
            { } said => said.ToJsonString() is { Length: > LongestBody } text ? text[..LongestBody] + "…" : said.ToJsonString(),
            null => "no JSON",
        });
        return string.Join(", ", parts);
    }

    private sealed class Exchange
    {
        public string? Sent { get; set; }

        public string? Came { get; set; }
    }
}

/// <summary>A rule cannot be tried; the message says why.</summary>
internal sealed class RuleNotTriedException(string why) : Exception(why);
