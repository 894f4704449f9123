namespace Hub.Platform.Surface;

/// <summary>Reads which account a message names, of messages whose form only adapters know. Adapters implement it.</summary>
public interface IMessageAccounts
{
    /// <summary>Returns the account's name, never anything else of its credentials; null where the message names none.</summary>
    /// <param name="head">The first bytes of the message; perhaps not all of it.</param>
    string? Find(ReadOnlyMemory<byte> head);
}
