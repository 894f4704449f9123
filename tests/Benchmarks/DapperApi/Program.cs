using System.Data;
using System.Data.Common;
using Dapper;
using DapperApi;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

// DapperApi --urls URL --provider postgres|sqlite --connection "…": the invoices of a database, written by hand. It makes
// its table first. Builder and Kestrel as in src/Host/Up/HubApplication.cs, without its logging.
var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { Args = args });
builder.Configuration.AddCommandLine(args);
var (provider, connection) = (builder.Configuration["provider"], builder.Configuration["connection"]);
builder.WebHost.UseKestrelCore()
    .ConfigureKestrel(kestrel => kestrel.AddServerHeader = false)
    .UseUrls(builder.Configuration["urls"] ?? "http://127.0.0.1:0");
builder.Services.AddRouting();
SqlMapper.AddTypeHandler(new DateHandler());
SQLitePCL.Batteries_V2.Init();

using (var database = Connect())
using (var schema = new StreamReader(typeof(Invoice).Assembly.GetManifestResourceStream("Invoices.sql")!))
    await database.ExecuteAsync(await schema.ReadToEndAsync());

var app = builder.Build();
app.UseRouting();
app.MapGet("/api/invoices/{id:int}", async (int id) =>
{
    using var database = Connect();
    return await database.QuerySingleOrDefaultAsync<Invoice>(
        """
        SELECT id AS Id, customer AS CustomerId, reference AS Reference, issued_on AS IssuedOn, due_on AS DueOn, status AS Status,
          currency AS Currency, net AS Net, tax AS Tax, gross AS Gross
        FROM invoice WHERE id = @id
        """,
        new { id }) is { } invoice ? Results.Json(invoice) : Results.NotFound();
});
app.MapGet("/api/invoices", async (int after = 0, int limit = 20) =>
{
    using var database = Connect();
    var items = await database.QueryAsync<Invoice>(
        """
        SELECT id AS Id, customer AS CustomerId, reference AS Reference, issued_on AS IssuedOn, due_on AS DueOn, status AS Status,
          currency AS Currency, net AS Net, tax AS Tax, gross AS Gross
        FROM invoice WHERE id > @after ORDER BY id LIMIT @limit
        """,
        new { after, limit });
    return Results.Json(new { items });
});
app.UseEndpoints(_ => { });
await app.RunAsync();

DbConnection Connect() => provider == "postgres" ? new NpgsqlConnection(connection) : new SqliteConnection(connection);

namespace DapperApi
{
    internal sealed class Invoice
    {
        public int Id { get; set; }

        public string CustomerId { get; set; } = "";

        public string? Reference { get; set; }

        public DateOnly IssuedOn { get; set; }

        public DateOnly DueOn { get; set; }

        public short Status { get; set; }

        public string Currency { get; set; } = "";

        public decimal Net { get; set; }

        public decimal Tax { get; set; }

        public decimal Gross { get; set; }
    }

    internal sealed class DateHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) =>
            value is DateTime time ? DateOnly.FromDateTime(time) : DateOnly.Parse((string)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value) => parameter.Value = value;
    }
}
