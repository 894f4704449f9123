using System.Text;
using System.Text.Json.Nodes;
using Hub.Adapters.SoapSystems;
using Hub.Soap.Contracts;
using Hub.Soap.Envelopes;
using Hub.Soap.Outcomes;
using Hub.Soap.Shapes;

namespace Hub.Adapters.Tests.Soap;

/// <summary>An operation as it is spoken: requests written, answers read.</summary>
internal sealed record Spoken(SoapContract Contract, SoapOperation Operation)
{
    private const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";

    /// <summary>The request's envelope, without its declaration.</summary>
    public string Write(string json) => Write(JsonNode.Parse(json)!, Operation.Input);

    public string Write(JsonNode json, SoapMessage message)
    {
        var (bytes, errors) = SoapEnvelope.Write(Contract.Version, message, JsonText.Of(json).Root);
        errors.Select(e => e.ToString()).ShouldBeEmpty();
        var text = Encoding.UTF8.GetString(bytes);
        return text[(text.IndexOf("?>", StringComparison.Ordinal) + 2)..];
    }

    /// <summary>What stands in the request's body.</summary>
    public string Body(string json) => Inside(Write(json), "Body");

    public string Header(string json) => Inside(Write(json), "Header");

    public IEnumerable<string> Errors(string json) =>
        NearNames.Suggest(SoapEnvelope.Write(Contract.Version, Operation.Input, JsonText.Of(JsonNode.Parse(json)).Root).Errors)
            .Select(e => e.ToString());

    public SystemOutcome Outcome(string envelope) =>
        SoapEnvelope.Read(new MemoryStream(Encoding.UTF8.GetBytes(envelope)), Contract, Operation);

    /// <summary>The answer to what stands in a body, and perhaps in a header.</summary>
    public string Read(string body, string header = "") => Answer(Envelope(body, header));

    public string Answer(string envelope) => Outcome(envelope).ShouldBeOfType<Answer>().Document?.ToJsonString() ?? "null";

    /// <summary>Why an answer is none.</summary>
    public string Refusal(string body) => Outcome(Envelope(body)).ShouldBeOfType<InvalidAnswer>().Reason;

    public static string Envelope(string body, string header = "") =>
        $"""<e:Envelope xmlns:e="{Soap}" xmlns:xs="http://www.w3.org/2001/XMLSchema" """
        + $"""xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{header}<e:Body>{body}</e:Body></e:Envelope>""";

    private static string Inside(string envelope, string name)
    {
        var start = envelope.IndexOf($"<soap:{name}>", StringComparison.Ordinal);
        start.ShouldBeGreaterThanOrEqualTo(0, envelope);
        start += name.Length + "<soap:>".Length;
        return envelope[start..envelope.IndexOf($"</soap:{name}>", StringComparison.Ordinal)];
    }
}
