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
/// <param name="Code">The code's local part.</param>
/// <param name="Text">What the system says, for people.</param>
/// <param name="DetailName">The local name of the detail's first element, or null.</param>
/// <param name="Detail">That element as JSON, or null when the contract does not know it.</param>
internal sealed record SoapFault(string Code, string Text, string? DetailName, JsonNode? Detail) : SoapOutcome;

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
