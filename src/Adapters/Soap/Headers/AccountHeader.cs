using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Security;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using Hub.Soap.Contracts;
using Hub.Soap.Messages;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Soap.Headers;

/// <summary>
/// The hub's account in a block of the header that the WSDL declares: <c>AuthHeader { UserName, Password }</c>. It is the
/// hub's alone: no caller gives it, and none sees it.
/// </summary>
/// <param name="shape">The block's element.</param>
/// <param name="content">What stands in it; never shown, never logged.</param>
/// <param name="secrets">What of it a system may not repeat before anybody's eyes.</param>
/// <param name="properties">What it is called among an operation's headers.</param>
internal sealed class AccountHeader(
    ElementShape shape, JsonNode content, ImmutableArray<string> secrets, FrozenSet<string> properties)
{
    // A shorter one is no secret, and stands everywhere.
    private const int ShortestSecret = 4;
    private readonly JsonText _content = JsonText.Of(content);

    /// <summary>The same block for people to look at; what cannot hold that text is empty.</summary>
    public AccountHeader Hidden() => new(shape, Changed(content, _ => Exchange.Hidden)!, secrets, properties);

    public void Write(XmlWriter writer) => new JsonToXml(writer).Write(shape, _content.Root);

    /// <summary>What came back, without the secrets: as they are, and as XML writes them.</summary>
    public string Mask(string text) => secrets.Where(s => s.Length >= ShortestSecret).Aggregate(text, (shown, secret) => shown
        .Replace(secret, Exchange.Hidden, StringComparison.Ordinal)
        .Replace(SecurityElement.Escape(secret), Exchange.Hidden, StringComparison.Ordinal)
        .Replace(InText(secret), Exchange.Hidden, StringComparison.Ordinal));

    /// <summary>A fault as it may be told.</summary>
    public Fault Mask(Fault fault) => fault with
    {
        Text = Mask(fault.Text),
        Detail = fault.Detail is { } detail ? JsonText.Of(Changed(detail.Node, Mask)) : null,
    };

    /// <summary>The contract without the block, as the others see it.</summary>
    public SoapContract LeaveOut(SoapContract contract) => contract with
    {
        Operations = contract.Operations.ToFrozenDictionary(
            o => o.Key,
            o => o.Value with { Input = o.Value.Input.Without(shape.Name), Output = o.Value.Output?.Without(shape.Name) },
            StringComparer.Ordinal),
    };

    /// <summary>Why a request cannot be taken that gives the block itself; null of any other.</summary>
    public DocumentError? Refuse(SoapOperation operation, JsonElement document)
    {
        if (document.ValueKind != JsonValueKind.Object || !document.TryGetProperty(SoapMessage.HeadersProperty, out var headers)
            || headers.ValueKind != JsonValueKind.Object)
            return null;
        var given = headers.EnumerateObject().Select(h => h.Name)
            .FirstOrDefault(h => properties.Contains(h) && operation.Input.Headers.All(known => known.Property != h));
        return given is null ? null : new DocumentError(
            [new DocumentStep(SoapMessage.HeadersProperty), new DocumentStep(given)],
            "is filled in by the hub, from the system's credentials; leave it out");
    }

    public override string ToString() => nameof(AccountHeader);

    private static JsonNode? Changed(JsonNode? node, Func<string, string> change) => node switch
    {
        JsonObject fields => new JsonObject(fields.Select(f => KeyValuePair.Create(f.Key, Changed(f.Value, change)))),
        JsonArray entries => new JsonArray([.. entries.Select(e => Changed(e, change))]),
        JsonValue value when value.TryGetValue<string>(out var text) => JsonValue.Create(change(text)),
        _ => node?.DeepClone(),
    };

    // Quotes need no escape in an element's text.
    private static string InText(string text) => text.Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
