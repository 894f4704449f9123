namespace Hub.Adapters.Layouts;

/// <summary>One row of a file.</summary>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Fields">The text of each column; null where the column is empty.</param>
/// <param name="Fault">Why it cannot be read, without anything that stands in it; null where it can.</param>
internal sealed record FileRow(long Line, IReadOnlyDictionary<string, string?> Fields, string? Fault);

/// <summary>A file as a whole cannot be read; the message holds nothing of its rows.</summary>
internal sealed class FileRefusedException(string message) : Exception(message);
