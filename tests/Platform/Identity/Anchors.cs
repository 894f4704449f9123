using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using Dapper;
using Hub.Platform.Identity;
using Hub.Platform.Identity.Anchors;
using Hub.Platform.Plan;
using Hub.Platform.Routing;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hub.Platform.Tests.Identity;

/// <summary>Anchors find what the chain alone cannot: a log rewritten as a whole, and one without its end.</summary>
public sealed class Anchors : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ConcurrentQueue<string> _kept = [];
    private ServiceProvider _services = null!;

    private AuditLog Audit => _services.GetRequiredService<AuditLog>();

    private HubStore Store => _services.GetRequiredService<HubStore>();

    public async ValueTask InitializeAsync()
    {
        _services = new ServiceCollection().AddLogging()
            .AddPlatform(new DataFolder(_folder.Path), new PlanReferences()).BuildServiceProvider();
        await _services.MigratePlatformAsync();
        await Store.Database.WriteAsync((c, t) => c.ExecuteAsync(
            "INSERT INTO revision (number, plan_hash, states, author, reason, at, previous_hash, hash) "
            + "VALUES (1, 'p', '{}', 'ann', 'go', 1, '', 'r1')",
            transaction: t));
        for (var n = 1; n <= 3; n++)
            await Audit.AppendAsync("ann", "shift", "orders.get", "done", $"{n}");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _key.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_log_that_nobody_touched_fits_its_anchors_and_goes_on()
    {
        await AnchorAsync();
        await Audit.AppendAsync("ann", "shift", "orders.get", "done", "4");
        (await VerifyAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rewritten_log_is_found_though_its_chain_is_whole()
    {
        await AnchorAsync();
        await RewriteAsync(entry => entry.Number == 2 ? entry with { Actor = "eve" } : entry);
        (await Audit.FindBrokenAsync()).ShouldBeNull();
        var verification = await VerifyAsync();
        verification.Faults.ShouldHaveSingleItem().ShouldContain("Audit entry 3 is not the one that the anchor of");
        verification.BrokenEntry.ShouldBe(3);
    }

    [Fact]
    public async Task A_deleted_end_is_found_and_one_with_others_in_its_place_too()
    {
        await AnchorAsync();
        await WriteAsync("DELETE FROM audit_entry WHERE number > 1");
        (await Audit.FindBrokenAsync()).ShouldBeNull();
        (await VerifyAsync()).Faults.ShouldHaveSingleItem().ShouldContain("ends with entry 1, and there was an entry 3");
        await Audit.AppendAsync("eve", "shift", "orders.get", "done", "2");
        await Audit.AppendAsync("eve", "shift", "orders.get", "done", "3");
        (await VerifyAsync()).BrokenEntry.ShouldBe(3);
        await WriteAsync("DELETE FROM audit_entry");
        (await VerifyAsync()).BrokenEntry.ShouldBe(1);
    }

    [Fact]
    public async Task A_revision_that_is_another_one_or_gone_is_found()
    {
        await AnchorAsync();
        var verification = new AuditVerification();
        verification.CheckRevisions(Read(verification), new Dictionary<long, string> { [1] = "r2" });
        verification.CheckRevisions(Read(verification), new Dictionary<long, string>());
        verification.Faults.Count.ShouldBe(2);
        verification.Faults[0].ShouldContain("Revision 1 is not the one");
        verification.Faults[1].ShouldContain("was deleted");
        verification.BrokenRevision.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"entry\":3", "\"entry\":2")]
    [InlineData("\"revisionHash\":\"r1\"", "\"revisionHash\":\"r2\"")]
    [InlineData("\"signature\":\"M", "\"signature\":\"N")]
    [InlineData("\"signature\":\"", "\"signature\":\"!")]
    [InlineData("\"at\":\"2", "\"at\":\"3")]
    public async Task An_anchor_that_was_changed_is_not_believed(string old, string @new)
    {
        await AnchorAsync();
        var changed = _kept.Single().Replace(old, @new, StringComparison.Ordinal);
        changed.ShouldNotBe(_kept.Single());
        _kept.Clear();
        _kept.Enqueue(changed);
        (await VerifyAsync()).Faults
            .ShouldContain(f => f.Contains("line 1 is not signed with this key", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"entry\":1")]
    [InlineData("not JSON")]
    public void A_line_that_is_no_anchor_is_named(string line)
    {
        var verification = new AuditVerification();
        verification.ReadAnchors(["", line], _key).ShouldBeEmpty();
        verification.Faults.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Another_ones_key_signs_nothing_and_a_public_key_checks_what_openssl_checks()
    {
        await AnchorAsync();
        var anchor = Read(new AuditVerification()).Single();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        anchor.IsSignedBy(other).ShouldBeFalse();
        await File.WriteAllTextAsync(_folder.File("audit.pub"), _key.ExportSubjectPublicKeyInfoPem());
        using var key = AnchorKey.Read(_folder.File("audit.pub"), toSign: false);
        anchor.IsSignedBy(key).ShouldBeTrue();
        await File.WriteAllTextAsync(_folder.File("text"), anchor.SignedText());
        await File.WriteAllBytesAsync(_folder.File("signature"), Convert.FromBase64String(anchor.Signature));
        using var openssl = Process.Start(new ProcessStartInfo(
            "openssl",
            [
                "dgst", "-sha256", "-verify", _folder.File("audit.pub"), "-signature", _folder.File("signature"),
                _folder.File("text"),
            ])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        (await openssl.StandardOutput.ReadToEndAsync()).ShouldContain("Verified OK");
    }

    [Theory]
    [InlineData("", true, "is not a key file")]
    [InlineData("not a key", true, "holds no private elliptic-curve key")]
    [InlineData("public", true, "holds no private elliptic-curve key")]
    [InlineData("rsa", true, "holds no private elliptic-curve key")]
    [InlineData("not a key", false, "openssl ec -in audit.key -pubout")]
    public async Task A_file_that_holds_no_such_key_says_how_one_is_made(string content, bool toSign, string message)
    {
        using var rsa = RSA.Create(2048);
        var text = content switch
        {
            "public" => _key.ExportSubjectPublicKeyInfoPem(),
            "rsa" => rsa.ExportPkcs8PrivateKeyPem(),
            _ => content,
        };
        var path = _folder.File("key");
        if (content.Length > 0)
            await File.WriteAllTextAsync(path, text);
        Should.Throw<FormatException>(() => AnchorKey.Read(path, toSign)).Message.ShouldContain(message);
    }

    [Fact]
    public async Task They_are_written_at_the_start_after_some_entries_and_at_the_end_and_tried_again_when_they_could_not_be()
    {
        var target = new Target(_kept) { Fails = true };
        using var anchoring = Anchoring(target, new AnchorOptions(target, _key)
        {
            Interval = TimeSpan.FromMilliseconds(20),
            Entries = 2,
        });
        await anchoring.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync("a failure", () => Task.FromResult(anchoring.Problem is not null));
        target.Fails = false;
        await Eventually.HoldsAsync("the first anchor", () => Task.FromResult(anchoring is { Newest.Entry: 3, Problem: null }));
        await anchoring.StopAsync(CancellationToken.None);

        using var rare = Anchoring(target, new AnchorOptions(target, _key) { Interval = TimeSpan.FromDays(1), Entries = 2 });
        await rare.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync("an anchor at the start", () => Task.FromResult(rare.Newest?.Entry == 3));
        await Audit.AppendAsync("ann", "shift", "orders.get", "done", "4");
        await Audit.AppendAsync("ann", "shift", "orders.get", "done", "5");
        await Eventually.HoldsAsync("an anchor after two entries", () => Task.FromResult(rare.Newest?.Entry == 5));
        await Audit.AppendAsync("ann", "shift", "orders.get", "done", "6");
        await rare.StopAsync(CancellationToken.None);
        rare.Newest!.Entry.ShouldBe(6);
        (await VerifyAsync()).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_of_anchors_is_its_owners_alone_and_is_appended_to()
    {
        var path = _folder.File("anchors.ndjson");
        var file = new AnchorFile(path);
        await file.AddAsync("1", CancellationToken.None);
        await file.AddAsync("2", CancellationToken.None);
        (await File.ReadAllLinesAsync(path)).ShouldBe(["1", "2"]);
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_line_that_was_broken_off_costs_that_anchor_and_no_other()
    {
        await AnchorAsync();
        var path = _folder.File("anchors.ndjson");
        var file = new AnchorFile(path);
        await file.AddAsync(_kept.Single(), CancellationToken.None);
        await File.AppendAllTextAsync(path, _kept.Single()[..40]);
        await file.AddAsync(_kept.Single(), CancellationToken.None);
        await file.AddAsync(_kept.Single(), CancellationToken.None);
        (await File.ReadAllLinesAsync(path)).Length.ShouldBe(4);

        var verification = new AuditVerification();
        verification.ReadAnchors(File.ReadLines(path), _key).Count.ShouldBe(3);
        verification.Faults.ShouldHaveSingleItem().ShouldStartWith("Line 2 of the anchors is not an anchor");
    }

    private Anchoring Anchoring(IAnchorTarget target, AnchorOptions? options = null) => new(
        Audit, _services.GetRequiredService<RevisionLog>(), options ?? new AnchorOptions(target, _key), TimeProvider.System,
        NullLogger<Anchoring>.Instance);

    private async Task AnchorAsync()
    {
        using var anchoring = Anchoring(new Target(_kept));
        await anchoring.StartAsync(CancellationToken.None);
        await Eventually.HoldsAsync("an anchor", () => Task.FromResult(anchoring.Newest is not null));
        await anchoring.StopAsync(CancellationToken.None);
    }

    private async Task<AuditVerification> VerifyAsync()
    {
        var verification = new AuditVerification();
        await verification.CheckEntriesAsync(Audit.ReadAllAsync(), Read(verification));
        return verification;
    }

    private IReadOnlyList<AuditAnchor> Read(AuditVerification verification) => verification.ReadAnchors(_kept, _key);

    private Task<int> WriteAsync(string sql) => Store.Database.WriteAsync((c, t) => c.ExecuteAsync(sql, transaction: t));

    /// <summary>Changes entries and makes the chain anew, as whoever can write the store can.</summary>
    private async Task RewriteAsync(Func<AuditEntry, AuditEntry> change)
    {
        var previous = "";
        foreach (var entry in await Audit.ListAsync(new AuditQuery { After = 0 }))
        {
            var changed = change(entry) with { PreviousHash = previous };
            previous = changed.ComputeHash();
            await Store.Database.WriteAsync((c, t) => c.ExecuteAsync(
                "UPDATE audit_entry SET actor = @Actor, previous_hash = @PreviousHash, hash = @hash WHERE number = @Number",
                new { changed.Actor, changed.PreviousHash, hash = previous, changed.Number }, t));
        }
    }

    private sealed class Target(ConcurrentQueue<string> kept) : IAnchorTarget
    {
        public bool Fails { get; set; }

        public string Location => "memory";

        public Task AddAsync(string line, CancellationToken cancellation)
        {
            if (Fails)
                throw new IOException("No space left on device.");
            kept.Enqueue(line);
            return Task.CompletedTask;
        }
    }
}
