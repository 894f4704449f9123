using System.Security.Cryptography;
using Hub.Platform.Storage;
using Hub.ServiceKit.Storage;
using Hub.Tests.Servers;

namespace Hub.Platform.Tests.Storage;

/// <summary>Records of other systems, encrypted in the hub's store.</summary>
public sealed class SealedRecords : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-seal-");

    private DataFolder Data => new(_folder.FullName);

    private RecordSeal Load(bool isShared = false) => new(() => RecordKeys.Load(Data, isShared));

    private string KeyFile => Data.File(RecordKeys.FileName);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_record_is_read_as_it_was_kept_and_the_same_text_is_never_the_same_twice()
    {
        const string text = """{"name":"Müller","limit":12345678901234567890.10}""";
        var seal = Load();
        var (one, two) = (seal.Close(text), seal.Close(text));
        (seal.Open(one), seal.Open(two), one == two).ShouldBe((text, text, false));
        one.ShouldNotContain("ller");
        (seal.Close(null), seal.Open(null)).ShouldBe((null, null));
        // A later start has the same key; what was in the clear before stays readable.
        var again = Load();
        (again.Open(one), again.Open(text)).ShouldBe((text, text));
        if (!OperatingSystem.IsWindows())
            File.GetUnixFileMode(KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Text_that_has_a_salt_of_its_own_is_read_as_it_was_kept_before()
    {
        var key = new RecordKey([.. Enumerable.Repeat((byte)7, 32)]);
        var seal = new RecordSeal(() => [key]);
        var (salt, tag, closed) = (RandomNumberGenerator.GetBytes(16), new byte[16], new byte[2]);
        using (var cipher = new AesGcm(HMACSHA256.HashData(key.Value, salt), 16))
            cipher.Encrypt(new byte[12], "{}"u8, closed, tag);
        seal.Open($"sealed:{key.Id}:{Convert.ToBase64String([.. salt, .. tag, .. closed])}").ShouldBe("{}");
    }

    [Fact]
    public void Many_threads_and_starts_read_and_write_at_once_and_no_nonce_is_used_twice()
    {
        var key = new RecordKey([.. Enumerable.Repeat((byte)7, 32)]);
        var starts = Enumerable.Range(0, 100).Select(_ => new RecordSeal(() => [key])).ToList();
        var kept = Enumerable.Range(0, 10_000).AsParallel().AsOrdered().WithDegreeOfParallelism(8)
            .Select(n => starts[n % 100].Close($"text {n}")).ToList();
        kept.AsParallel().AsOrdered().WithDegreeOfParallelism(8).Select(k => starts[0].Open(k))
            .ShouldBe(Enumerable.Range(0, 10_000).Select(n => $"text {n}"));
        // Salt and count stand before the rest.
        kept.Select(k => Convert.ToBase64String(Convert.FromBase64String(k[16..])[..28])).ShouldBeUnique();
    }

    [Fact]
    public void On_a_full_disk_no_key_is_made_and_one_is_at_a_later_start()
    {
        using var disk = SmallDisk.Mount(megabytes: 1);
        var data = new DataFolder(disk.Path);
        disk.Fill();
        RecordKeys.Load(data, isShared: false).ShouldBeEmpty();
        Directory.GetFiles(disk.Path, "records*").ShouldBeEmpty();
        disk.Free();
        RecordKeys.Load(data, isShared: false).ShouldHaveSingleItem().Value.Length.ShouldBe(32);
        Directory.GetFiles(disk.Path, "records*").ShouldHaveSingleItem();
    }

    [Fact]
    public void A_key_is_replaced_by_one_above_it()
    {
        var before = Load().Close("{}");
        var old = File.ReadAllText(KeyFile);
        File.WriteAllText(KeyFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n" + old);
        var both = Load();
        (both.Open(before), both.Close("{}")[..15] == before[..15]).ShouldBe(("{}", false));

        File.WriteAllText(KeyFile, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        var lost = Should.Throw<RecordKeyException>(() => Load().Open(before));
        lost.Message.ShouldContain($"the key {before[7..15]}");
        lost.Message.ShouldContain(RecordKeys.Variable);
    }

    [Fact]
    public void What_somebody_changed_is_not_taken_for_a_record()
    {
        var seal = Load();
        var kept = seal.Close("{\"limit\":1}");
        var changed = kept[..^4] + (kept[^4] == 'A' ? 'B' : 'A') + kept[^3..];
        foreach (var odd in new[] { changed, kept[..^8], kept[..16], kept[..20] + "!" })
            Should.Throw<RecordKeyException>(() => seal.Open(odd));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64 !")]
    [InlineData("c2hvcnQ=")]
    public void A_file_that_holds_no_keys_is_told_without_repeating_it(string text)
    {
        File.WriteAllText(KeyFile, text);
        var told = Should.Throw<InvalidDataException>(() => Load().Encrypts);
        told.Message.ShouldContain("openssl rand -base64 32");
        if (text.Length > 0)
            told.Message.ShouldNotContain(text);
    }

    [Fact]
    public void A_shared_store_without_a_given_key_keeps_records_in_the_clear_and_makes_no_key()
    {
        Load(isShared: true).Encrypts.ShouldBeFalse();
        File.Exists(KeyFile).ShouldBeFalse();
    }
}
