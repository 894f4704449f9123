using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Hub.Adapters.Soap;

/// <summary>How a call ended: one of the kinds below and no other.</summary>
internal abstract record SoapOutcome
{
    private protected SoapOutcome()
    {
    }
}

/// <summary>The operation's answer.</summary>
/// <param name="Document">The output element as JSON.</param>
internal sealed record SoapAnswer(JsonNode? Document) : SoapOutcome;

/// <summary>The system refused: nothing was done.</summary>
/// <param name="Codes">The local parts of the code and, in SOAP 1.2, its subcodes; the most general first.</param>
/// <param name="Text">What the system says, for people.</param>
/// <param name="DetailName">The local name of the detail's first element, or null.</param>
/// <param name="Detail">That element as JSON, or null when the contract does not know it.</param>
internal sealed record SoapFault(ImmutableArray<string> Codes, string Text, string? DetailName, JsonNode? Detail) : SoapOutcome
{
    /// <summary>What tells a fault from others, as the plan writes it.</summary>
    public string Name => DetailName ?? $"code.{Codes.LastOrDefault()}";
}

/// <summary>The system does not accept the hub's credentials: nothing was done.</summary>
internal sealed record SoapCredentialsRefused : SoapOutcome;

/// <summary>As many calls are in flight as the plan allows, and none ended in time: nothing was sent.</summary>
internal sealed record Busy : SoapOutcome;

/// <summary>No connection: nothing was sent, so nothing was done.</summary>
internal sealed record Unreachable : SoapOutcome;

/// <summary>The request may have reached the system and no answer came: what it did is not known.</summary>
/// <param name="TimedOut">False when the connection broke instead.</param>
internal sealed record NoAnswer(bool TimedOut) : SoapOutcome;

/// <summary>Something came back that is no answer: what the system did is not known.</summary>
/// <param name="Reason">What is wrong with it; nothing of its content but a value of the wrong type.</param>
internal sealed record InvalidAnswer(string Reason) : SoapOutcome;
