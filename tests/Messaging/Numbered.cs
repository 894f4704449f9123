namespace Hub.Messaging.Tests;

/// <summary>A message of a key; the numbers of one key are sent in order.</summary>
internal sealed record Numbered(string Key, int Number);

/// <summary>A message that nobody receives.</summary>
internal sealed record Unheard(string Text);

/// <summary>An answer to a message.</summary>
internal sealed record Heard(string Key, int Number);
