using System.Xml.Linq;
using Dapper;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Hub.Console.SigningIn;

/// <summary>
/// Keeps the keys of Data Protection in the hub's store, where all nodes find them, and encrypted where records are. Data
/// Protection reads them once a day and makes one in 90 days, and has no asynchronous interface.
/// </summary>
internal sealed class KeyRing(HubStore store) : IXmlRepository
{
    private static readonly SqlFile Sql = SqlFile.Of<KeyRing>();

    /// <summary>Creates the table.</summary>
    /// <exception cref="System.Data.Common.DbException">The store cannot be reached.</exception>
    public Task MigrateAsync() => store.Database.MigrateAsync("console-keys", Sql);

    /// <inheritdoc />
    public IReadOnlyCollection<XElement> GetAllElements() => ReadAsync().GetAwaiter().GetResult();

    /// <inheritdoc />
    public void StoreElement(XElement element, string friendlyName) => WriteAsync(element, friendlyName).GetAwaiter().GetResult();

    private async Task<IReadOnlyCollection<XElement>> ReadAsync()
    {
        var rows = await store.Database.ReadAsync(c => c.QueryAsync<string>(Sql["List"]));
        return [.. rows.Select(r => XElement.Parse(store.Records.Open(r)))];
    }

    private Task WriteAsync(XElement element, string name)
    {
        var row = new { name, content = store.Records.Close(element.ToString(SaveOptions.DisableFormatting)) };
        return store.Database.WriteAsync((c, t) => c.ExecuteAsync(Sql["Add"], row, t));
    }
}
