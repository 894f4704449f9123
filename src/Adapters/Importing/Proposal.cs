using System.Collections.Immutable;
using System.Text;

namespace Hub.Importing;

/// <summary>What an import would have in the plan.</summary>
/// <param name="Files">Path in the plan → content.</param>
/// <param name="Operations">What can be called, and by which route.</param>
/// <param name="Notes">What was skipped or guessed.</param>
/// <param name="Variables">What the files refer to.</param>
internal sealed record Proposal(
    ImmutableSortedDictionary<string, byte[]> Files,
    ImmutableArray<ImportedOperation> Operations,
    ImmutableArray<ImportNote> Notes,
    ImmutableArray<ImportVariable> Variables)
{
    public static ImmutableSortedDictionary<string, byte[]> NoFiles { get; } =
        ImmutableSortedDictionary.Create<string, byte[]>(StringComparer.Ordinal);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
