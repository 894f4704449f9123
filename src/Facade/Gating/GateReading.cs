using System.Security.Cryptography;
using System.Text;
using Hub.Facade.Evidence;

namespace Hub.Facade.Gating;

/// <summary>What gates read at one moment, as a document that does not change any more.</summary>
/// <param name="Verdicts">The verdicts on the gates.</param>
/// <param name="Document">The document: canonical JSON (RFC 8785).</param>
internal sealed record GateReading(IReadOnlyList<GateVerdict> Verdicts, string Document)
{
    /// <summary>The SHA-256 of the document's bytes, lower-case hexadecimal.</summary>
    public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Document)));

    /// <summary>The worst verdict.</summary>
    public GateState State => Verdicts.Select(v => v.State).DefaultIfEmpty(GateState.Pass).Max();
}
