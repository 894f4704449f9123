using System.Globalization;
using Hub.Tests.Servers;

namespace Hub.Adapters.Tests.Sql.Tables;

public sealed class KeysOfEveryTypeOnSqlite : KeysOfEveryType
{
    private protected override IReadOnlyList<KeyType> Types { get; } =
    [
        new("REAL", "double", ["0.33333334", "0.1", "1e300", "1", "-2.5e-300"], Double),
        new("NUMERIC", "decimal", ["0.1", "1e-30", "1e25", "12.5", "7", "'12345678901234'"], r =>
            $"{Digits(r, 8)}.{Digits(r, 6)}"),
        new("NUMERIC", "decimal",
            ["9007199254740992", "9007199254740993", "-9007199254740993", "12345678901234567", "9223372036854775807",
            "-9223372036854775808", "1e19"], Whole),
        new("REAL", "decimal", ["9007199254740994", "1152921504606846976", "0.30000000000000004"], Whole),
        new("TEXT", "decimal", ["'9007199254740993'", "'12345678901234567.89'", "'9007199254740995.0'"]),
        new("BIGINT", "bigint", ["9223372036854775807", "-1", "0"], r => $"{r.NextInt64()}"),
        new("TEXT", "text", ["'p/q'", "'p%2Fq'", "'ü'", "' '", "'%'", "'a+b'", "'5'", "'0.5'"], Text),
        // Without a type a column holds whatever was written.
        new("", "text", ["5", "'6'", "0.5", "'x'", "'05'"], r => r.Next(2) == 0 ? $"{r.Next()}" : Text(r)),
        new("BLOB", "bytes", ["x'fffbff'", "x'00'"], r => $"x'{Convert.ToHexString(Bytes(r))}'"),
        new("TEXT", "uuid", ["'0F8FAD5B-D9CB-469F-A165-70867728950E'", "'1f8fad5b-d9cb-469f-a165-70867728950e'"], r =>
            $"'{(r.Next(2) == 0 ? Uuid(r).ToUpperInvariant() : Uuid(r))}'"),
        new("BOOLEAN", "boolean", ["1", "'false'"]),
        new("TEXT", "timestamp",
            ["'2026-01-05 10:11'", "'2026-01-05T10:11:12'", "'2026-01-06 10:11:12.100'", "'2026-01-07T10:11:00'"], r =>
            $"'{Moment(r, r.Next(2) == 0 ? "yyyy-MM-dd HH:mm:ss.ffffff" : "yyyy-MM-ddTHH:mm:ss")}'"),
        new("TEXT", "utc", ["'2026-01-05 10:11:12'", "'2026-01-05T10:11:13.5'"], r =>
            $"'{Moment(r, "yyyy-MM-ddTHH:mm:ss.fff")}'"),
        new("TEXT", "timestamptz",
            ["'2026-01-05 10:11:12Z'", "'2026-01-05T10:11:13+02:00'", "'2026-01-05 10:11:14+02'", "'2026-01-05 10:11:15+00'"],
            r => $"'{Moment(r, "yyyy-MM-dd HH:mm:ss")}+01:00'"),
        new("TEXT", "date", ["'2026-01-05'", "'2026-01-06 00:00:00'", "'2026-01-07T00:00:00.000'"], r =>
            $"'{Moment(r, "yyyy-MM-dd")}'"),
        new("TEXT", "time", ["'10:11'", "'10:11:12.5'"], r => $"'{Moment(r, "HH:mm:ss.fff")}'"),
    ];

    internal override Task<ISqlUnderTest> CreateAsync() => Task.FromResult<ISqlUnderTest>(new SqliteUnderTest());

    // Where a double begins to have gaps, and where an integer of 64 bits ends.
    private static string Whole(Random random) =>
        ((random.Next(2) == 0 ? 1L << 53 : long.MaxValue - 20) + random.Next(-20, 20)).ToString(CultureInfo.InvariantCulture);

    private static byte[] Bytes(Random random)
    {
        var bytes = new byte[random.Next(1, 20)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string Uuid(Random random)
    {
        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}

public sealed class KeysOfEveryTypeOnPostgres : KeysOfEveryType
{
    private static readonly string[] BeyondDays = ["'0044-03-15 BC'", "'infinity'", "'-infinity'", "'12345-01-02'",
        "'0001-01-01'", "'9999-12-31'"];

    private protected override IReadOnlyList<KeyType> Types { get; } =
    [
        new("real", "double", ["0.33333334", "1e20", "'1e-40'", "'NaN'", "'Infinity'", "'-Infinity'"], r =>
            ((float)r.NextDouble()).ToString("R", CultureInfo.InvariantCulture)),
        new("real", "real", ["0.33333334", "1e20", "'NaN'"], r =>
            ((float)r.NextDouble()).ToString("R", CultureInfo.InvariantCulture)),
        new("double precision", "double", ["0.1", "1e300", "'NaN'", "'-Infinity'"], Double),
        new("numeric", "decimal", ["123456789012345678901234567890.1234", "0.10", "'NaN'", "'Infinity'", "-7"], r =>
            $"{Digits(r, 40)}.{Digits(r, 20)}"),
        new("numeric(12, 2)", "decimal", ["12.50", "0"], r => $"{Digits(r, 9)}.{Digits(r, 2)}"),
        new("smallint", "smallint", ["-32768", "7"]),
        new("bigint", "bigint", ["9223372036854775807", "-1"], r => $"{r.NextInt64()}"),
        new("boolean", "boolean", ["true", "false"]),
        new("money", "text", ["12.34", "-1234567.5"]),
        new("date", "date", BeyondDays, r => $"'{Moment(r, "yyyy-MM-dd")}'"),
        new("timestamp", "timestamp", [.. BeyondDays, "'2026-02-28 01:02:03.123456'", "'0044-03-15 10:00:00.5 BC'"], r =>
            $"'{Moment(r, "yyyy-MM-dd HH:mm:ss.ffffff")}'"),
        new("timestamp", "utc", [.. BeyondDays, "'2026-02-28 01:02:03.123456'"], r =>
            $"'{Moment(r, "yyyy-MM-dd HH:mm:ss.ffffff")}'"),
        new("timestamptz", "timestamptz", [.. BeyondDays, "'2026-02-28 01:02:03.123456+02'", "'0044-03-15 10:00:00 BC'"], r =>
            $"'{Moment(r, "yyyy-MM-dd HH:mm:ss.ffffff")}+00'"),
        new("time", "time", ["'24:00'", "'01:02:03.000001'", "'10:11'"], r => $"'{Moment(r, "HH:mm:ss.ffffff")}'"),
        new("char(6)", "text", ["'ab'", "' x'", "'ü'", "'a/b'"]),
        new("varchar(20)", "text", ["'p/q'", "'p%2Fq'", "'ü'", "' '", "'%'", "'a+b'", "'..x'"], Text),
        new("citext", "text", ["'AbC'", "'x'"], Before: "CREATE EXTENSION IF NOT EXISTS citext"),
        new("uuid", "uuid", ["'0F8FAD5B-D9CB-469F-A165-70867728950E'"], r =>
            $"'{new Guid(r.Next(), (short)r.Next(), 3, 4, 5, 6, 7, 8, 9, 10, 11)}'"),
        new("uuid", "text", ["'0F8FAD5B-D9CB-469F-A165-70867728950E'"]),
        new("bytea", "bytes", ["'\\xfffbff'", "'\\x00'"]),
        new("inet", "text", ["'10.0.0.1'", "'10.0.0.0/24'", "'::1'"]),
        new("interval", "text", ["'1 year 2 days'", "'-3 seconds'"]),
        new("mood", "text", ["'good'", "'ba/d'"], Before: "CREATE TYPE mood AS ENUM ('good', 'ba/d')"),
        new("jsonb", "text", ["'{\"a\": 1}'"]),
    ];

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        PostgresServer.SkipIfMissing();
        return new PostgresUnderTest(await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    }
}

public sealed class KeysOfEveryTypeOnSqlServer : KeysOfEveryType
{
    private protected override IReadOnlyList<KeyType> Types { get; } =
    [
        new("real", "real", ["0.33333334", "1e20", "0.1"], r =>
            ((float)r.NextDouble()).ToString("R", CultureInfo.InvariantCulture)),
        new("real", "double", ["0.33333334", "1e20", "0.1"], r =>
            ((float)r.NextDouble()).ToString("R", CultureInfo.InvariantCulture)),
        new("float", "double", ["0.1", "1e300", "0.33333334"], Double),
        new("decimal(12, 2)", "decimal", ["12.50", "0"], r => $"{Digits(r, 9)}.{Digits(r, 2)}"),
        new("money", "decimal", ["12.3456", "-7"]),
        new("bigint", "bigint", ["9223372036854775807", "-1"]),
        new("datetime", "timestamp", ["'2026-01-05T10:11:12.003'", "'2026-01-05T10:11:12.997'"]),
        new("datetime", "utc", ["'2026-01-05T10:11:12.007'"]),
        new("smalldatetime", "timestamp", ["'2026-01-05T10:11:00'"]),
        new("datetime2", "timestamp", ["'2026-01-05T10:11:12.0030000'", "'2026-01-05T10:11:12.1234567'"], r =>
            $"'{Moment(r, "yyyy-MM-ddTHH:mm:ss.ffffff")}'"),
        new("datetimeoffset", "timestamptz", ["'2026-01-05T10:11:12.1234567+02:00'"]),
        new("nvarchar(40)", "text", ["N'p/q'", "N'ü'", "N'%'", "N'a+b'"]),
        new("uniqueidentifier", "uuid", ["'0F8FAD5B-D9CB-469F-A165-70867728950E'"]),
    ];

    internal override async Task<ISqlUnderTest> CreateAsync()
    {
        SqlServerUnderTest.SkipIfMissing();
        return await SqlServerUnderTest.TakeAsync();
    }
}
